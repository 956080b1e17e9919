"""Three nodes of OpenSearch as three processes on this machine, and a gate that counts what passes between them and a client."""
import glob
import os
import socket
import subprocess
import threading
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
HTTP, TRANSPORT = 19300, 19400
HEAP = "1g"


class Nodes:
    """Runs from `with` to its end; its data are in `folder`."""

    def __init__(self, folder):
        self.folder, self.processes = folder, []

    def __enter__(self):
        jars = os.path.join(ROOT, "target", "opensearch")
        pom = os.path.join(ROOT, "tests", "cluster", "pom.xml")
        if not glob.glob(os.path.join(jars, "*.jar")):
            subprocess.run(["mvn", "-q", "-B", "-f", pom, "dependency:copy-dependencies", f"-DoutputDirectory={jars}"], check=True)
        for number in range(3):
            command = ["java", f"-Xmx{HEAP}", "-cp", os.path.join(jars, "*"), os.path.join(ROOT, "tests", "cluster", "Node.java"),
                       os.path.join(self.folder, f"node-{number}"), str(number), "3", str(HTTP), str(TRANSPORT)]
            self.processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        for process in self.processes:
            assert any(line == b"started\n" for line in process.stdout), "a node did not start"
        self.ask("_cluster/health?wait_for_nodes=3&timeout=60s")
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.kill()
            process.wait()

    def ask(self, path):
        return urllib.request.urlopen(f"http://127.0.0.1:{HTTP}/{path}").read().decode()

    def memory(self):
        """MiB that the three processes hold."""
        held = 0
        for process in self.processes:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as lines:
                held += next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))
        return held / 1024


class Gate:
    """Passes everything on to the first node, and counts it."""

    def __init__(self):
        self.requests = self.sent = self.received = 0
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.server.accept()
            node = socket.create_connection(("127.0.0.1", HTTP))
            for one, other, is_request in ((client, node, True), (node, client, False)):
                threading.Thread(target=self.pass_on, args=(one, other, is_request), daemon=True).start()

    def pass_on(self, one, other, is_request):
        while data := one.recv(1 << 16):
            if is_request:
                self.requests += sum(data.count(verb + b" /") for verb in (b"GET", b"POST", b"HEAD", b"PUT", b"DELETE"))
                self.sent += len(data)
            else:
                self.received += len(data)
            other.sendall(data)
            time.sleep(0)
        other.close()
