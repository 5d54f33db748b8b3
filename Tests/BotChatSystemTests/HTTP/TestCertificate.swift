import CWebSockets
import Glibc
import Testing

/// A certificate that signed itself, with its key, and what a server needs to show it.
final class TestCertificate: @unchecked Sendable {
  /// For the server, OpenSSL's settings.
  let server: OpaquePointer
  private let certificate: OpaquePointer
  private let key: OpaquePointer

  /// Makes one that is valid for an hour, or was until an hour ago.
  ///
  /// The names are what it is for, such as `DNS:localhost,IP:127.0.0.1`. Throws what `#require` throws.
  init(_ names: String, isExpired: Bool = false) throws {
    certificate = try #require(X509_new())
    key = try #require(Self.makeKey())
    server = try #require(SSL_CTX_new(TLS_server_method()))
    X509_set_version(certificate, 2)
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), Int.random(in: 1...Int(Int32.max)))
    X509_gmtime_adj(X509_getm_notBefore(certificate), -7200)
    X509_gmtime_adj(X509_getm_notAfter(certificate), isExpired ? -3600 : 3600)
    X509_set_pubkey(certificate, key)
    let name = X509_get_subject_name(certificate)
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, "botchat test", -1, -1, 0)
    X509_set_issuer_name(certificate, name)
    for (kind, value) in [(NID_subject_alt_name, names), (NID_basic_constraints, "CA:TRUE")] {
      let part = try #require(X509V3_EXT_conf_nid(nil, nil, kind, value))
      X509_add_ext(certificate, part, -1)
      X509_EXTENSION_free(part)
    }
    try #require(X509_sign(certificate, key, EVP_sha256()) > 0)
    try #require(SSL_CTX_use_certificate(server, certificate) == 1)
    try #require(SSL_CTX_use_PrivateKey(server, key) == 1)
  }

  deinit {
    SSL_CTX_free(server)
    X509_free(certificate)
    EVP_PKEY_free(key)
  }

  /// Writes the certificate without its key, for who is to trust it.
  func write(to path: String) throws -> String {
    let file = try #require(fopen(path, "w"))
    defer { fclose(file) }
    try #require(PEM_write_X509(file, certificate) == 1)
    return path
  }

  private static func makeKey() -> OpaquePointer? {
    let context = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nil)
    defer { EVP_PKEY_CTX_free(context) }
    var key: OpaquePointer?
    guard EVP_PKEY_keygen_init(context) == 1,
      EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) == 1,
      EVP_PKEY_keygen(context, &key) == 1
    else { return nil }
    return key
  }
}
