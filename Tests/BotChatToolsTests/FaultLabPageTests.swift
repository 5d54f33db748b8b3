import Foundation
import Testing

@testable import BotChatTools

/// `docs/fault-lab.md` beside the lab itself, which is Python: neither may name a row or a fault that the other lacks.
@Suite("The page of the fault lab")
struct FaultLabPageTests {
  private static let page = Page("docs/fault-lab.md").text
  private static var rows: [(number: Substring, title: Substring)] {
    Page("scripts/lab.d/lab.py").text.matches(of: #/\n {4}"([0-9]+b?)": \("(.*?)", "[a-z_]+"\)/#).map {
      ($0.output.1, $0.output.2)
    }
  }

  /// The cells of the lines of the table under this heading.
  private static func cells(_ heading: String) throws -> [[Substring]] {
    let part = try #require(page.split(separator: "\n## ").first { $0.hasPrefix(heading) })
    return part.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map {
      $0.split(separator: "|").map { Substring($0.trimmingCharacters(in: .whitespaces)) }
    }
  }

  @Test("it tells of every row, by its number and its title")
  func everyRow() throws {
    let told = try Self.cells("What the rows do").map { "\($0[0]) \($0[1])" }
    #expect(told == Self.rows.map { "\($0.number) \($0.title)" })
  }

  @Test("what was measured says of a row that was cut short that it was, and names no row that is none")
  func measured() throws {
    let lines = try Self.cells("What was measured")
    let measured = lines.map { $0[0] }
    #expect(measured == Self.rows.map(\.number).filter(measured.contains) && measured.count > 12)
    for line in lines where line[2] != line[3] {
      #expect(line[1].contains("its time was up"), "row \(line[0])")
    }
  }

  @Test("every planted fault stands there, with a row that it has, and what it takes to see it caught again")
  func everyFault() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scripts/lab.d/faults")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".patch")
    }
    let faults = try Self.cells("Planted faults")
    #expect(faults.map { "\($0[0]).patch" }.sorted() == files.sorted())
    for fault in faults {
      let patch = Page("scripts/lab.d/faults/\(fault[0]).patch").text
      let named = try #require(patch.firstMatch(of: #/\nRows: (.*)\n/#)).output.1.split(separator: ",")
      #expect(named.contains(fault[2]), "\(fault[0]) is looked for by row \(named.joined(separator: ", "))")
      // Try and seed are numbers, or nothing has caught it and the words in between say why.
      let isCaught = fault[3].contains(/^[0-9,]+$/)
      #expect(fault.count == 6 && fault[5].contains(isCaught ? /^[0-9]+$/ : /^–$/), "\(fault[0])")
    }
  }
}
