"""Uses the Model Context Protocol over HTTP with the official SDK of another language; ends with an error if an answer is wrong.

python mcp_client.py http://127.0.0.1:7300/mcp
"""

import asyncio
import json
import sys

from mcp import Client, MCPError


async def main(address: str) -> None:
    async with Client(address) as client:
        assert client.server_info.name == "fihris", client.server_info
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert {"search", "document", "cite"} <= tools.keys(), tools
        assert all(tool.title and tool.annotations.read_only_hint for tool in tools.values()), tools

        # The SDK checks structured content against the schema of the tool.
        found = await client.call_tool("search", {"q": "سجن", "limit": 2})
        hits = found.structured_content["hits"]
        assert not found.is_error and len(hits) == 2, found
        assert all(len(hit["sha256"]) == 64 and hit["citation"] and hit["quoted"]["text"] for hit in hits), hits

        refused = await client.call_tool("search", {"q": '"سجن'})
        assert refused.is_error and json.loads(refused.content[0].text)["parameter"] == "q", refused

        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "fihris://document/{id}", template
        (document,) = (await client.read_resource(f"fihris://document/{hits[0]['id']}")).contents
        assert json.loads(document.text)["sha256"] == hits[0]["sha256"], document
        try:
            await client.read_resource("fihris://document/none")
        except MCPError as error:
            assert "no document" in str(error), error
        else:
            raise AssertionError("a document that does not exist was read")
    print(f"{len(tools)} tools, {len(hits)} hits, a document")


asyncio.run(main(sys.argv[1]))
