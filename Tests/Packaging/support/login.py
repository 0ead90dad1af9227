"""A server that does no more than log someone in by caching_sha2_password, which Debian has no server for.

It asks for the full login, which over a local socket is the password itself, and answers whatever is asked then with an
error that tells the password's hash: whoever sees it has come through.
"""

import contextlib
import hashlib
import os
import socket
import struct
import threading

SOCKET_CAPABILITIES = 0x00FFF7DF & ~0x0800  # All that a server of its time has, but for TLS.
METHOD = b"caching_sha2_password"


def packet(number, body):
    """A packet of the protocol."""
    return struct.pack("<I", len(body))[:3] + bytes([number]) + body


def receive(channel):
    """The next packet: its number and its body."""
    header = exactly(channel, 4)
    return header[3], exactly(channel, int.from_bytes(header[:3], "little"))


def exactly(channel, size):
    """So many bytes."""
    data = b""
    while len(data) < size:
        part = channel.recv(size - len(data))
        if not part:
            raise ConnectionError
        data += part
    return data


def greeting():
    """What the server begins with."""
    salt = b"0123456789abcdefghij"
    flags = SOCKET_CAPABILITIES | 0x00080000
    return (b"\x0a" + b"8.0.36\0" + struct.pack("<I", 1) + salt[:8] + b"\0" + struct.pack("<H", flags & 0xFFFF) + b"\x2d"
            + struct.pack("<HH", 2, flags >> 16) + bytes([21]) + bytes(10) + salt[8:] + b"\0" + METHOD + b"\0")


def hashed(password):
    """What the answers say of a password."""
    return hashlib.sha256(password).hexdigest()


def log_in(channel):
    """Logs a client in, and refuses what it asks."""
    channel.sendall(packet(0, greeting()))
    number, _ = receive(channel)
    channel.sendall(packet(number + 1, b"\x01\x04"))  # The full login.
    number, password = receive(channel)
    channel.sendall(packet(number + 1, b"\x00\x00\x00\x02\x00\x00\x00"))
    while True:
        number, _ = receive(channel)
        words = b"came through with " + hashed(password.rstrip(b"\0")).encode()
        channel.sendall(packet(number + 1, b"\xff" + struct.pack("<H", 1064) + b"#42000" + words))


@contextlib.contextmanager
def server(folder):
    """Listens on a socket in a folder; yields its path."""
    path = folder / "login.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        os.chmod(path, 0o777)
        listener.listen()
        thread = threading.Thread(target=accept, args=[listener], daemon=True)
        thread.start()
        try:
            yield path
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def accept(listener):
    """Serves one client after the other, until the listener ends."""
    while True:
        try:
            channel, _ = listener.accept()
        except OSError:
            return
        with channel, contextlib.suppress(ConnectionError):
            log_in(channel)
