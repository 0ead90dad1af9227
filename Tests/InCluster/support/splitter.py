"""A proxy that splits reads from writes, as ProxySQL and MaxScale do.

A SELECT outside a transaction goes to a reader, at random; everything else goes to the writer. It knows as much of the
protocol as the tool and the tests use. Users have no password.

    python3 -m support.splitter LISTEN WRITER [READER…]      serves the socket LISTEN until standard input ends
"""

import contextlib
import random
import re
import socket
import struct
import subprocess
import sys
import threading
from pathlib import Path

QUIT, QUERY, PREPARE, EXECUTE, LONG_DATA, CLOSE, RESET_STATEMENT, FETCH, BULK = 1, 3, 22, 23, 24, 25, 26, 28, 250
INIT_DATABASE, RESET_CONNECTION = 2, 31
IN_TRANSACTION, AUTOCOMMIT, MORE_RESULTS, CURSOR = 1, 2, 8, 64
# Compression, TLS, changes told in OK packets, and answers without EOF packets: nobody is offered these.
NOT_OFFERED = 1 << 5 | 1 << 11 | 1 << 23 | 1 << 24
READ = re.compile(r"\s*SELECT\b(?!.*(\bFOR UPDATE\b|\bIN SHARE MODE\b|\bINTO\b|\bLAST_INSERT_ID\b|\bGET_LOCK\b))", re.I | re.S)
SET = re.compile(r"\s*SET\s+(?!STATEMENT\b|GLOBAL\b)", re.I)


class Peer:
    """A connection, of which packets are read and written."""

    def __init__(self, connection):
        self.connection = connection
        self.incoming = connection.makefile("rb")

    def receive(self):
        """The next packet, as it came: sequence number, payload, and everything."""
        header = self.incoming.read(4)
        payload = self.incoming.read(int.from_bytes(header[:3], "little"))
        if len(header) < 4:
            raise EOFError
        return header[3], payload, header + payload

    def send(self, payload, sequence=0):
        """Sends one packet."""
        self.connection.sendall(struct.pack("<I", len(payload))[:3] + bytes([sequence]) + payload)

    def close(self):
        """Closes it, also while another thread reads."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.incoming.close()
        self.connection.close()


class Statement:
    """A prepared statement: its id at every server, and what its parameters are."""

    def __init__(self, text, ids, parameters):
        self.text, self.ids, self.parameters = text, ids, parameters
        self.types = None
        self.place = 0

    def execution(self, payload, server):
        """A client's EXECUTE for one of the servers. Clients send types only once, but every server has to learn them."""
        payload = payload[:1] + struct.pack("<I", self.ids[server]) + payload[5:]
        at = 10 + (self.parameters + 7) // 8
        if self.parameters and payload[at]:
            self.types = payload[at + 1:at + 1 + 2 * self.parameters]
        elif self.parameters and self.types:
            payload = payload[:at] + b"\1" + self.types + payload[at + 1:]
        return payload


class Session:
    """One client, and a connection for it to every server. Server 0 is the writer."""

    def __init__(self, client, sockets, before):
        self.client = Peer(client)
        self.servers = []
        self.before = before and before()
        self.statements = {}
        self.in_transaction = False
        try:
            for path in sockets:
                connection = socket.socket(socket.AF_UNIX)
                self.servers.append(Peer(connection))
                connection.connect(str(path))
            self.log_in()
            while self.command():
                pass
        except (EOFError, OSError, ValueError):
            pass
        finally:
            for peer in [self.client, *self.servers]:
                peer.close()

    def log_in(self):
        """Logs in at every server with what the client answers to the writer: without a password it is the same."""
        greeting = bytearray([server.receive() for server in self.servers][0][1])
        low = greeting.index(0, 1) + 14
        for at, bits in ((low, NOT_OFFERED & 0xFFFF), (low + 5, NOT_OFFERED >> 16)):
            greeting[at:at + 2] = struct.pack("<H", struct.unpack_from("<H", greeting, at)[0] & ~bits)
        # MariaDB's own extensions.
        greeting[low + 14:low + 18] = bytes(4)
        self.client.send(bytes(greeting))
        sequence, answer, _ = self.client.receive()
        for server in self.servers:
            server.send(answer, sequence)
        if any(first[0] != 0 for first in self.together("query")):
            raise EOFError

    def command(self):
        """Passes a command on, and its answer back. False at the end."""
        _, payload, _ = self.client.receive()
        kind = payload[0]
        if kind == QUIT:
            return False
        if kind == QUERY:
            text = payload[1:].decode(errors="replace")
            if SET.match(text):
                self.to_all(payload)
            else:
                self.to_one(self.place(text), payload, text)
        elif kind == PREPARE:
            self.prepare(payload)
        elif kind in (INIT_DATABASE, RESET_CONNECTION):
            self.to_all(payload)
        elif kind in (EXECUTE, LONG_DATA, CLOSE, RESET_STATEMENT, FETCH, BULK):
            self.prepared(kind, payload)
        else:
            self.to_one(0, payload, "")
        return True

    def place(self, text):
        """Where a statement goes."""
        return random.randrange(1, len(self.servers)) if self.is_read(text) else 0

    def is_read(self, text):
        """Whether a reader may answer it."""
        return len(self.servers) > 1 and not self.in_transaction and READ.match(text)

    def to_one(self, place, payload, text, kind="query"):
        """Sends a command to one server and passes its answer on."""
        if self.before:
            self.before(text)
        self.servers[place].send(payload)
        _, flags = self.answer(place, kind, self.client)
        if place == 0 and flags is not None:
            self.in_transaction = bool(flags & IN_TRANSACTION) or not flags & AUTOCOMMIT

    def to_all(self, payload):
        """Sends a command to every server; the client hears the writer."""
        if payload[0] == RESET_CONNECTION:
            self.statements.clear()
        for server in self.servers:
            server.send(payload)
        self.together("query")
        # A reader answers with what it has, as one does that does not belong to the cluster.
        for place, reader in enumerate(self.servers[1:], 1):
            reader.send(bytes([QUERY]) + b"SET SESSION wsrep_sync_wait = 0")
            self.answer(place, "query", None)

    def together(self, kind):
        """Takes an answer from every server, and passes that of the writer on. The first payload of each."""
        answers = [self.answer(place, kind, None if place else self.client) for place in range(len(self.servers))]
        if answers[0][1] is not None:
            self.in_transaction = bool(answers[0][1] & IN_TRANSACTION) or not answers[0][1] & AUTOCOMMIT
        return [first for first, _ in answers]

    def prepare(self, payload):
        """Prepares a statement at every server; one that lags may not have its tables yet."""
        for server in self.servers:
            server.send(payload)
        first, *others = self.together("prepare")
        if first[0] == 0:
            ids = [struct.unpack_from("<I", answer, 1)[0] if answer[0] == 0 else None for answer in (first, *others)]
            self.statements[ids[0]] = Statement(
                payload[1:].decode(errors="replace"), ids, struct.unpack_from("<H", first, 7)[0])

    def prepared(self, kind, payload):
        """What is asked of a prepared statement."""
        statement = self.statements[struct.unpack_from("<I", payload, 1)[0]]
        if kind in (EXECUTE, BULK):
            statement.place = self.place(statement.text) if kind == EXECUTE else 0
            if statement.ids[statement.place] is None:
                statement.place = 0
            execution = statement.execution(payload, statement.place) if kind == EXECUTE else payload
            self.to_one(statement.place, execution, statement.text)
        elif kind == FETCH:
            self.to_one(statement.place, payload[:1] + struct.pack("<I", statement.ids[statement.place]) + payload[5:], "", "rows")
        else:
            for place, server in enumerate(self.servers):
                if statement.ids[place] is not None:
                    server.send(payload[:1] + struct.pack("<I", statement.ids[place]) + payload[5:])
                    if kind == RESET_STATEMENT:
                        self.answer(place, "query", None if place else self.client)
            if kind == CLOSE:
                del self.statements[statement.ids[0]]

    def answer(self, place, kind, client):
        """Reads an answer of one server, and sends it to the client if there is one. Its first payload, and its status flags."""
        server, held = self.servers[place], []

        def receive():
            _, payload, packet = server.receive()
            held.append(packet)
            if client and len(held) > 64:
                client.connection.sendall(b"".join(held))
                held.clear()
            return payload

        def rest(payload):
            """Reads to the end of a list, from its first packet on: the status flags."""
            while payload[0] not in (254, 255) or payload[0] == 254 and len(payload) >= 9:
                payload = receive()
            return struct.unpack_from("<H", payload, 3)[0] if payload[0] == 254 else None

        first = payload = receive()
        flags = rest(first) if kind == "rows" else None
        while kind == "query" and payload[0] != 255:
            flags = ok_flags(payload) if payload[0] == 0 else rest(receive())
            if payload[0] and flags is not None and not flags & CURSOR:
                flags = rest(receive())
            if flags is None or not flags & MORE_RESULTS:
                break
            payload = receive()
        if kind == "prepare" and first[0] == 0:
            for count in struct.unpack_from("<HH", first, 5):
                for _ in range(count + 1 if count else 0):
                    receive()
        if client:
            client.connection.sendall(b"".join(held))
        return first, flags


def ok_flags(payload):
    """The status flags of an OK packet, behind two numbers of any length."""
    at = 1
    for _ in range(2):
        at += {252: 3, 253: 4, 254: 9}.get(payload[at], 1)
    return struct.unpack_from("<H", payload, at)[0]


def serve(listen, sockets, before=None):
    """Listens, and serves clients in threads of their own.

    For each of them `before` makes what is called with every statement before it is passed on.
    """
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(listen))
    listener.listen(64)

    def accept():
        while True:
            client, _ = listener.accept()
            threading.Thread(target=Session, args=(client, sockets, before), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


@contextlib.contextmanager
def splitter(listen, writer, readers):
    """A splitter as a process of its own, for the time of the block: an option file for clients that leads to it."""
    process = subprocess.Popen(
        ["/usr/bin/python3", "-B", "-m", "support.splitter", listen, writer.socket, *(reader.socket for reader in readers)],
        cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        yield option_file(listen)
    finally:
        process.communicate()


def option_file(listen):
    """An option file for a client of a socket."""
    options = Path(f"{listen}.cnf")
    options.touch(mode=0o600)
    options.write_text(f"[client]\nsocket={listen}\nuser=root\n")
    return options


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
    print("ready", flush=True)
    sys.stdin.read()
