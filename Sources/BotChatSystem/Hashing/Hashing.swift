import CSodium

/// The hashes and the randomness of libsodium.
package enum Hashing {
  // The library chooses the code for this processor here; without it, it works too, only slower.
  private static let isReady = sodium_init() >= 0

  /// BLAKE2b with 128 bits, as two words: the digest's bytes in order, the first one highest.
  ///
  /// So the hexadecimal text of the first word begins as the digest does. Source: F9.
  package static func blake2b128(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
    _ = isReady
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { digest in
      // An allocation of a size above 0 has an address; the type only does not say so.
      guard let output = digest.baseAddress else { return (0, 0) }
      let input = bytes.bindMemory(to: UInt8.self).baseAddress
      crypto_generichash(output, 16, input, UInt64(bytes.count), nil, 0)
      return (word(digest[0..<8]), word(digest[8..<16]))
    }
  }

  /// SipHash-2-4 over the bytes: 64 bits that nobody without the key can steer.
  ///
  /// For marks beside a saved position, where bots write what is hashed. Source: R9.
  package static func mark(_ bytes: UnsafeRawBufferPointer, key: (UInt64, UInt64)) -> UInt64 {
    _ = isReady
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { space in
      for index in 0..<8 {
        space[index] = UInt8(truncatingIfNeeded: key.0 >> (56 - 8 * UInt64(index)))
        space[8 + index] = UInt8(truncatingIfNeeded: key.1 >> (56 - 8 * UInt64(index)))
      }
      guard let start = space.baseAddress else { return 0 }
      let input = bytes.bindMemory(to: UInt8.self).baseAddress
      crypto_shorthash(start + 16, input, UInt64(bytes.count), start)
      return word(space[16..<24])
    }
  }

  /// So many bytes that nobody can guess.
  ///
  /// Source: libsodium `randombytes_buf`, getrandom(2).
  package static func randomBytes(_ count: Int) -> [UInt8] {
    _ = isReady
    var bytes = [UInt8](repeating: 0, count: max(0, count))
    randombytes_buf(&bytes, bytes.count)
    return bytes
  }

  /// Whether two secrets are equal, in a time that tells nothing about where they differ.
  ///
  /// The lengths are no secret. Source: libsodium `sodium_memcmp`.
  package static func equalConstantTime(_ one: [UInt8], _ other: [UInt8]) -> Bool {
    one.count == other.count && (one.isEmpty || sodium_memcmp(one, other, one.count) == 0)
  }

  private static func word(_ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
