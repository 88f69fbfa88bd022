#!/usr/bin/env python3
"""Opens a repository of prep without prep.

    age -d v1/h/1.SLOT > keys.json                          # asks for the passphrase, or the twelve words
    python3 recover.py keys.json FOLDER > events.jsonl      # everything that ever happened, line by line
    python3 recover.py --text keys.json FOLDER > prep.md    # the journal, the answers and the cards, to read
    python3 recover.py --media media keys.json FOLDER       # pictures and recordings, into a folder beside prep.md

FOLDER is a copy of the bucket, the one in which v1/ is. Needed are Python 3.8 or newer, alone, and the program zstd.

An event is the exact line that its machine wrote. A line {"from":"ID"} says which machine wrote those after it. Every
object that opens is read, whatever the heads list, so a head that was lost or put back hides nothing. What does not open
is named on stderr, the rest is read all the same, and the exit status is 1.
"""
import argparse, base64, datetime, hashlib, hmac, json, pathlib, re, struct, subprocess, sys

# XChaCha20-Poly1305: RFC 8439 and draft-irtf-cfrg-xchacha-03. A word of the cipher's state is an integer with many
# lanes of 64 bits, one for each block that is computed at the same time: the word in the lower half, room for carries in
# the upper one.

QUARTERS = [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)]
CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")
LANES = 1024


def rounds(x, mask):
    for _ in range(10):
        for a, b, c, d in QUARTERS:
            for to, by, turned, bits in (a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7):
                x[to] = x[to] + x[by] & mask
                wide = (x[turned] ^ x[to]) << bits
                x[turned] = (wide | wide >> 32) & mask
    return x


def hchacha20(key, nonce):
    x = rounds([*CONSTANTS, *struct.unpack("<12I", key + nonce)], 0xffffffff)
    return struct.pack("<8I", *x[:4], *x[12:])


def key_stream(key, nonce, length):
    """Yields pieces of the stream of ChaCha20, from block 0 on."""
    for first in range(0, -(-length // 64), LANES):
        count = min(LANES, -(-length // 64) - first)
        ones = int.from_bytes(struct.pack("<Q", 1) * count, "little")
        start = [word * ones for word in (*CONSTANTS, *struct.unpack("<8I", key), 0, *struct.unpack("<3I", nonce))]
        start[12] = int.from_bytes(struct.pack(f"<{count}Q", *range(first, first + count)), "little")
        piece = memoryview(bytearray(64 * count)).cast("I")
        for i, word in enumerate(rounds(start[:], ones * 0xffffffff)):
            lanes = (word + start[i] & ones * 0xffffffff).to_bytes(8 * count, "little")
            piece[i::16] = memoryview(lanes).cast("I")[::2]
        yield bytes(piece)


def poly1305(key, text):
    r, s = (int.from_bytes(half, "little") for half in (key[:16], key[16:]))
    r, total = r & 0x0ffffffc0ffffffc0ffffffc0fffffff, 0
    for at in range(0, len(text), 16):
        total = (total + int.from_bytes(text[at:at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return (total + s & 2**128 - 1).to_bytes(16, "little")


def decrypt(key, nonce, sealed, additional):
    """Returns the plaintext, or refuses bytes that are not what was sealed under these names."""
    text, tag = sealed[:-16], sealed[-16:]
    stream = b"".join(key_stream(hchacha20(key, nonce[:16]), bytes(4) + nonce[16:], 64 + len(text)))
    padded = b"".join(part + bytes(-len(part) % 16) for part in (additional, text))
    if not hmac.compare_digest(tag, poly1305(stream[:32], padded + struct.pack("<QQ", len(additional), len(text)))):
        raise ValueError("damaged, swapped or sealed by somebody else")
    plain = int.from_bytes(text, "little") ^ int.from_bytes(stream[64:64 + len(text)], "little")
    return plain.to_bytes(len(text), "little")


# The objects of a repository: envelope.go says this byte by byte.


def unpack_id(text):
    return base64.b32decode(text.upper() + "=" * (-len(text) % 8))


class Keys:
    def __init__(self, path):
        ring = json.loads(pathlib.Path(path).read_text())
        self.repo = unpack_id(ring["repo"])
        self.objects, self.names = {}, []
        for epoch, master in ring["keys"].items():  # HKDF-SHA256, RFC 5869, of one block
            secret = hmac.digest(self.repo, base64.b64decode(master), "sha256")
            self.objects[unpack_id(epoch)] = hmac.digest(secret, b"prep object v1\1", "sha256")
            self.names.append(hmac.digest(secret, b"prep media name v1\1", "sha256"))

    def open(self, name, sealed):
        """Returns the payload of the object of this name, which does not include v1/."""
        if sealed[:4] != b"PREP" or len(sealed) < 58:
            raise ValueError("not an object of prep, or cut short")
        if sealed[4:6] != b"\1\0":
            raise ValueError("written by a newer version of prep")
        if sealed[6:14] not in self.objects:
            raise ValueError("sealed with a key that keys.json does not have: another slot may")
        plain = decrypt(self.objects[sealed[6:14]], sealed[14:38], sealed[38:], sealed[:14] + self.repo + name.encode())
        frame = plain[4:4 + int.from_bytes(plain[:4], "big")]
        unpacked = subprocess.run(["zstd", "-dcq"], input=frame, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if unpacked.returncode:
            raise ValueError(unpacked.stderr.decode().strip())
        return unpacked.stdout


class Repository:
    def __init__(self, keys, folder):
        self.keys, self.root, self.failed = keys, pathlib.Path(folder, "v1"), False

    def complain(self, name, why):
        self.failed = True
        print(f"recover.py: v1/{name}: {why}", file=sys.stderr)

    def open(self, file, bound=None):
        """Returns the payload of a file, None where it does not open. bound is the name under which it was sealed."""
        name = file.relative_to(self.root).as_posix()
        try:
            return self.keys.open(bound or name, file.read_bytes())
        except (OSError, ValueError) as why:
            self.complain(name, why)

    def events(self):
        """Yields the writer, the id and the line of every event, once."""
        seen = set()
        for file in sorted(self.root.glob("o/*/*")):
            stream, batch = file.parent.name, re.fullmatch("([0-9a-f]{8}-[0-9a-f]{8})-[0-9a-f]{16}", file.name)
            payload = self.open(file, f"o/{stream}/{batch[1]}") if batch else None
            for line in (payload or b"").split(b"\n")[1:-1]:  # the first one describes the batch
                if line.startswith(b'{"from":"'):
                    stream = json.loads(line)["from"]
                    continue
                event = hashlib.sha256(unpack_id(stream) + b"\0" + line).digest()[:16]
                if event not in seen:
                    seen.add(event)
                    yield stream, event, line

    def check(self):
        """Names what the machines say they have written and is not there."""
        for file in sorted(self.root.glob("h/2.*")):
            head = json.loads(self.open(file) or "{}")
            for o in head.get("objects", []):
                name = f"o/{head['stream']}/{o['first']:08x}-{o['last']:08x}-{o['h']}"
                if not (self.root / name).is_file():
                    self.complain(name, f"gone, says the machine {head.get('device')!r}")

    def save_files(self, rows, folder):
        """Writes the pictures and recordings whose pieces are all there, each as the hash in its row wants it."""
        for row, media in rows.items():
            body, digest = b"", bytes.fromhex(media["hash"])
            names = [f"m/{hmac.digest(key, digest, 'sha256').hex()[:32]}" for key in self.keys.names]  # one for each epoch
            for piece in range(0x10000):
                files = [self.root / f"{name}-{piece:04x}" for name in names]
                part = next(filter(None, (self.open(file) for file in files if file.is_file())), b"")
                body += part
                if not part or len(body) >= media["size"]:
                    break
            if hashlib.sha256(body).digest() != digest or not re.fullmatch("[a-z0-9]{1,8}", media["type"]):
                self.complain(f"{names[0]}-{piece:04x}", f"the file {row}.{media['type']} is not whole")
                continue
            pathlib.Path(folder).mkdir(exist_ok=True)
            pathlib.Path(folder, f"{row}.{media['type']}").write_bytes(body)


# The events as a person reads them.


def fold(events):
    """Returns the rows of each table by their ids. The last writer of a field wins: of a text that two machines wrote at
    once the later version is here, the events have both."""
    changes, gone, purged, rows = [], set(), set(), {}
    for stream, event, line in events:
        if not line.startswith(b'{"k":"rev"'):
            c = json.loads(line)
            changes.append((c.get("h", 0), unpack_id(stream), event, c))
    for _, _, event, c in sorted(changes, key=lambda change: change[:3]):
        kind = c.get("k")
        if kind == "purge":
            purged.add(c.get("i"))
        elif kind == "del":
            gone.update(map(unpack_id, c.get("s", [])))
        elif kind in ("set", "back"):
            row = rows.setdefault((c.get("t"), c.get("i")), {"events": set()})
            row["events"].add(event)
            row.update({**c.get("f", {}), **c.get("v", {})})
    tables = {}
    for (table, row), fields in rows.items():
        if row not in purged and fields.pop("events") - gone:  # an edit that a delete had not seen survives it
            tables.setdefault(table, {})[row] = fields
    return tables


def markdown(tables):
    """Yields the lines of a document with everything that a person wrote."""
    decks, entries = tables.get("deck", {}), tables.get("entry", {})
    for table, title, heading in [("entry", "Journal", "title"), ("answer", "Answers", "question"), ("card", "Cards", "front"),
                                  ("goal", "Goals", "text"), ("target", "Interviews", "company")]:
        rows = [row for row in tables.get(table, {}).values() if row.get(heading)]
        if rows:
            yield f"# {title}\n"
        for row in sorted(rows, key=lambda row: (row.get("happened") or 0, row.get("added") or 0)):
            yield f"## {row[heading]}\n"
            for name, value in sorted(row.items()):
                if name == heading:
                    continue
                if name in ("happened", "due", "done", "date") and value is not None:
                    value = datetime.date(1970, 1, 1) + datetime.timedelta(days=value)
                elif name in ("deck", "entry"):
                    value = decks.get(value, {}).get("name") or entries.get(value, {}).get("title")
                if name in ("text", "back"):
                    yield f"{value}\n"
                elif value and not isinstance(value, (int, float)):
                    yield f"**{name.replace('_', ' ')}**: {value}\n"


def main():
    form = argparse.RawDescriptionHelpFormatter
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    arguments.add_argument("--text", action="store_true", help="write Markdown in place of the events")
    arguments.add_argument("--media", metavar="NEW", help="write pictures and recordings into the folder NEW")
    arguments.add_argument("keys", help="what age -d printed")
    arguments.add_argument("folder", help="the copy of the bucket")
    options = arguments.parse_args()
    repository, out = Repository(Keys(options.keys), options.folder), sys.stdout.buffer
    if options.text or options.media:
        tables = fold(repository.events())
        if options.media:
            repository.save_files(tables.get("media", {}), options.media)
        if options.text:
            out.writelines(line.encode() + b"\n" for line in markdown(tables))
    else:
        writer = None
        for stream, _, line in repository.events():
            if stream != writer:
                out.write(b'{"from":"%s"}\n' % stream.encode())
                writer = stream
            out.write(line + b"\n")
    repository.check()
    return 1 if repository.failed else 0


if __name__ == "__main__":
    sys.exit(main())
