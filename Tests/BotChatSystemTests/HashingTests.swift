import BotChatSystem
import Testing

@Suite("Hashing")
struct HashingTests {
  private func blake(_ text: String) -> (UInt64, UInt64) {
    Array(text.utf8).withUnsafeBytes { Hashing.blake2b128($0) }
  }

  @Test("F9: BLAKE2b-128 gives the published digests, first byte highest")
  func blake2b() {
    #expect(blake("") == (0xcae6_6941_d9ef_bd40, 0x4e4d_8875_8ea6_7670))
    #expect(blake("abc") == (0xcf4a_b791_c62b_8d2b, 0x2109_c902_75287_816 as UInt64))
  }

  @Test("R9: a mark depends on its bytes and its key, and on nothing else")
  func mark() {
    // The vector of the SipHash paper: key 00…0f, input 00…0e.
    let input = (0..<15).map { UInt8($0) }
    let mark = input.withUnsafeBytes { Hashing.mark($0, key: (0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f)) }
    #expect(mark == (0xa129_ca61_49be_45e5 as UInt64).byteSwapped)
    #expect(input.withUnsafeBytes { Hashing.mark($0, key: (0, 1)) } != mark)
    #expect([UInt8]().withUnsafeBytes { Hashing.mark($0, key: (0, 0)) } != 0)
  }

  @Test("Random bytes come in the number asked for, and are not the same twice")
  func random() {
    #expect(Hashing.randomBytes(0) == [])
    #expect(Hashing.randomBytes(-1) == [])
    #expect(Hashing.randomBytes(33).count == 33)
    #expect(Hashing.randomBytes(16) != Hashing.randomBytes(16))
  }

  @Test("Secrets are equal only when length and bytes are")
  func equality() {
    #expect(Hashing.equalConstantTime([], []))
    #expect(Hashing.equalConstantTime([1, 2], [1, 2]))
    #expect(!Hashing.equalConstantTime([1, 2], [1, 3]))
    #expect(!Hashing.equalConstantTime([1], [1, 0]))
  }
}
