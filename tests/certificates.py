"""Certificates for TLS servers in tests: root, intermediate, and leaves good and bad."""

import ipaddress
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
LOCAL = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
ELSEWHERE = (x509.DNSName("shop.example"), x509.DNSName("www.shop.example"))


@dataclass(frozen=True)
class Signer:
    """A certificate that can sign others."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Certificates:
    """PEM files in a folder: `ca.pem` and one `<name>.pem` (key and chain) for each server."""

    folder: Path

    @property
    def authority(self) -> str:
        """The root, as a PEM file."""
        return str(self.folder / "ca.pem")

    def server(self, name: str) -> ssl.SSLContext:
        """A server context: good, incomplete, self-signed, expired, early or wrong-name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem")
        return context


def make_certificates(folder: Path) -> Certificates:
    """Write all of them into the folder."""
    root = _sign("Test Root", None, authority=True)
    middle = _sign("Test Intermediate", root, authority=True)
    (folder / "ca.pem").write_bytes(_pem(root.certificate))
    chain = [middle.certificate]
    _write(folder / "good.pem", _sign("localhost", middle, LOCAL), chain)
    _write(folder / "incomplete.pem", _sign("localhost", middle, LOCAL), [])
    _write(folder / "self-signed.pem", _sign("localhost", None, LOCAL), [])
    _write(folder / "wrong-name.pem", _sign("shop.example", middle, ELSEWHERE), chain)
    _write(folder / "expired.pem", _sign("localhost", middle, LOCAL, begins=-30), chain)
    _write(folder / "early.pem", _sign("localhost", middle, LOCAL, begins=30), chain)
    return Certificates(folder)


def _sign(
    name: str,
    issuer: Signer | None,
    names: tuple[x509.GeneralName, ...] = (),
    *,
    begins: int = -1,
    authority: bool = False,
) -> Signer:
    """A certificate of 20 days, beginning so many days from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) + begins * DAY
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + 20 * DAY)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return Signer(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def _write(path: Path, leaf: Signer, chain: list[x509.Certificate]) -> None:
    key = leaf.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(key + b"".join(map(_pem, [leaf.certificate, *chain])))


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
