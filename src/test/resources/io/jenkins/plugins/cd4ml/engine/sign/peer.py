"""peer.py verify BUNDLE PUBLIC: in-toto's libraries take each envelope; peer.py sign PRIVATE STATEMENTS BUNDLE: and make some."""
import json
import sys

from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from google.protobuf import json_format
from in_toto_attestation.v1 import statement, statement_pb2
from securesystemslib.dsse import Envelope
from securesystemslib.signer import CryptoSigner, SSlibKey

IN_TOTO = "application/vnd.in-toto+json"


def checked(payload):
    read = json_format.Parse(payload, statement_pb2.Statement())
    statement.Statement.copy_from_pb(read).validate()


def verify(bundle, public):
    with open(public, "rb") as file:
        key = load_pem_public_key(file.read())
    with open(bundle, encoding="utf-8") as file:
        for line in file:
            read = json.loads(line)
            keyid = read["signatures"][0]["keyid"]
            envelope = Envelope.from_dict(read)
            assert envelope.payload_type == IN_TOTO
            assert list(envelope.verify([SSlibKey.from_crypto(key, keyid=keyid)], 1)) == [keyid]
            checked(envelope.payload)
            print("verified")


def sign(private, statements, bundle):
    with open(private, "rb") as file:
        signer = CryptoSigner(load_pem_private_key(file.read(), None))
    with open(statements, "rb") as file, open(bundle, "w", encoding="utf-8") as out:
        for line in file:
            checked(line)
            envelope = Envelope(line.rstrip(b"\n"), IN_TOTO, {})
            envelope.sign(signer)
            out.write(json.dumps(envelope.to_dict()) + "\n")


globals()[sys.argv[1]](*sys.argv[2:])
