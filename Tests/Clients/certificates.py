"""A chain of certificates that nobody outside trusts: a root, one between, and one for a hub."""

import subprocess


def make(folder, names="IP:127.0.0.1,DNS:localhost,DNS:hub.example.org"):
    """Writes root.pem, which clients are to trust, and chain.pem, hub.pem (without the one between) and hub.key."""

    def openssl(*words):
        subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=folder)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-subj", "/CN=root", "-days", "2")
    for name, signer, extension in (
            ("middle", "root", "basicConstraints=critical,CA:TRUE"), ("hub", "middle", f"subjectAltName={names}")):
        openssl("req", *key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        with open(f"{folder}/{name}.ext", "w") as file:
            file.write(extension + "\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{signer}.pem", "-CAkey", f"{signer}.key",
                "-CAcreateserial", "-out", f"{name}.pem", "-days", "2", "-extfile", f"{name}.ext")
    with open(f"{folder}/chain.pem", "w") as chain:
        for name in ("hub", "middle"):
            with open(f"{folder}/{name}.pem") as file:
                chain.write(file.read())
