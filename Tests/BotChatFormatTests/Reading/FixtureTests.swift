import BotChatFormat
import Foundation
import Testing

/// What is found in a chat file.
///
/// `<case>.md` beside `<case>.json`; a new case is two files, no code.
private struct Fixture: Decodable {
  /// `cold` for a cold read.
  var reading: String?
  var limit: Int?
  /// The items in their brief form, when the file has been read and has settled.
  var items: [String]
}

@Suite struct FixtureTests {
  // Beside the targets, not in one: the package would have to name each file.
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/format")

  private static var cases: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path())) ?? []
    return names.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted()
  }

  @Test("F3: a chat file gives the items that stand beside it", arguments: cases)
  func fixture(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name + ".md")))
    let json = try Data(contentsOf: Self.folder.appending(path: name + ".json"))
    let fixture = try JSONDecoder().decode(Fixture.self, from: json)
    for piece in [1, 7, bytes.count] {
      var reader = ChatReader(
        fixture.reading == "cold" ? .cold : .live, limit: fixture.limit ?? 1 << 20, vocabulary: household)
      var items: [Item] = []
      for start in stride(from: 0, to: bytes.count, by: piece) {
        reader.append(Array(bytes[start..<min(start + piece, bytes.count)]), into: &items)
      }
      reader.settle(into: &items)
      #expect(items.brief == fixture.items)
    }
  }

  @Test("F3: there are cases")
  func present() {
    #expect(Self.cases.count >= 6)
  }
}
