"""A gate before a test cluster: TLS, and nobody without a password or a key: HOME PORT-OF-THE-CLUSTER.

It writes the certificate of its authority to HOME/authority.pem and says its port. It ends with its standard input.
"""

import http.client
import http.server
import pathlib
import ssl
import subprocess
import sys
import threading

home, port = pathlib.Path(sys.argv[1]), int(sys.argv[2])
KNOWN = {"Basic YXJjaGl2aXN0OnNlc2FtZQ==", "ApiKey c2VzYW1l"}


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], cwd=home, check=True, capture_output=True)


key = ["-newkey", "rsa:2048", "-nodes", "-days", "2"]
openssl("req", "-x509", *key, "-keyout", "authority.key", "-out", "authority.pem", "-subj", "/CN=authority")
openssl("req", *key, "-keyout", "gate.key", "-out", "gate.csr", "-subj", "/CN=localhost")
(home / "names").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n")
signed = ["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-days", "2", "-extfile", "names"]
openssl("x509", "-req", "-in", "gate.csr", "-out", "gate.pem", *signed)


class Gate(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") in KNOWN:
            cluster = http.client.HTTPConnection("127.0.0.1", port)
            kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            cluster.request(self.command, self.path, body, kind)
            answer = cluster.getresponse()
            status, body = answer.status, answer.read()
        else:
            status, body = 401, b"Unauthorized"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = handle_any


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gate)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(home / "gate.pem", home / "gate.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
