#!/usr/bin/env python3
"""Compares extractors on the same saved pages: Fihris, trafilatura, Readability, newspaper4k, resiliparse.

usage: run.py FOLDER SCORER [--fihris target/release/fihris]

FOLDER holds *.html, truth.json and *.gold.txt; SCORER is a program that takes FOLDER and a file of JSON lines {file,
title, authors, published, body} and prints figures. Peers are those that are installed:
pip install trafilatura readability-lxml "newspaper4k[ar]" resiliparse lxml_html_clean
"""
import argparse
import importlib.metadata
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def fihris(binary, pages):
    with tempfile.TemporaryDirectory() as folder:
        copies, index = Path(folder, "pages"), Path(folder, "index")
        copies.mkdir()
        for page in pages:
            (copies / page.name).write_bytes(page.read_bytes())
        run = lambda *args: subprocess.run([binary, "--index", index, *args], capture_output=True, text=True, check=True).stdout
        run("index", copies)
        documents = [json.loads(line) for line in run("verify", "--format", "jsonl").splitlines()]
        shown = [json.loads(run("show", document["id"], "--format", "json")) for document in documents if "id" in document]
    return {
        Path(one["source"]["source"]).name: dict(
            title=one["title"], authors=one["authors"], published=one["published"], body=one["text"]
        )
        for one in shown
    }


def trafilatura(page):
    from trafilatura import bare_extraction

    found = bare_extraction(page, favor_precision=False, include_comments=False, with_metadata=True)
    found = found.as_dict() if hasattr(found, "as_dict") else found or {}
    authors = [name.strip() for name in (found.get("author") or "").split(";") if name.strip()]
    return dict(title=found.get("title"), authors=authors, published=found.get("date"), body=found.get("text"))


def readability(page):
    from lxml.html import fromstring
    from readability import Document

    document = Document(page)
    blocks = fromstring(document.summary()).xpath("//p|//li|//h2|//h3|//h4|//blockquote|//div[not(*)]|//td")
    return dict(title=document.short_title(), authors=[], published=None, body="\n".join(block.text_content() for block in blocks))


def newspaper(page):
    from newspaper import Article

    article = Article("https://example.org/", language="ar")
    article.download(input_html=page)
    article.parse()
    published = article.publish_date.date().isoformat() if article.publish_date else None
    return dict(title=article.title, authors=article.authors, published=published, body=article.text)


def resiliparse(page):
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(page)
    return dict(title=tree.title, authors=[], published=None, body=extract_plain_text(tree, main_content=True))


PEERS = {
    "trafilatura": trafilatura,
    "readability-lxml": readability,
    "newspaper4k": newspaper,
    "resiliparse": resiliparse,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument("--fihris", default="target/release/fihris")
    args = parser.parse_args()
    pages = sorted(args.folder.glob("*.html"))
    found = {"fihris": fihris(args.fihris, pages)}
    for name, extract in PEERS.items():
        try:
            version = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            print(f"{name} is not installed", file=sys.stderr)
            continue
        results = {}
        for page in pages:
            html = re.sub(r"^\s*<\?xml[^>]*>", "", page.read_text(encoding="utf-8", errors="replace"))
            try:
                results[page.name] = extract(html)
            except Exception as error:  # An extractor that fails on a page finds nothing there.
                print(f"{name}: {page.name}: {error}", file=sys.stderr)
        found[f"{name} {version}"] = results
    for name, results in found.items():
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as out:
            for file, values in results.items():
                out.write(json.dumps({"file": file, **values}, ensure_ascii=False, default=str) + "\n")
            out.flush()
            print(name, subprocess.run([sys.executable, args.scorer, args.folder, out.name], capture_output=True, text=True, check=True).stdout, sep="\n")


main()
