import Testing

/// A strict reader of Prometheus' text format: what it refuses, a server may refuse.
///
/// Source: https://prometheus.io/docs/instrumenting/exposition_formats
struct Exposition {
  struct Sample: Hashable {
    let name: String
    let labels: [String: String]
    let value: String
  }

  private(set) var samples: [Sample] = []
  private(set) var types: [String: String] = [:]

  /// Throws ``Trouble`` with the line and what is wrong with it.
  init(_ text: String) throws {
    try expect(text.utf8.last == 10, "the last line has no end")
    var helped: Set<String> = []
    var closed: Set<String> = []
    var current = ""
    for line in text.unicodeScalars.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
      let line = String(String.UnicodeScalarView(line))
      func check(_ condition: Bool, _ why: String) throws { try expect(condition, "\(why): \(line)") }
      try check(!line.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }, "a control character")
      if line.hasPrefix("#") {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(
          String.init)
        try check(words.count == 4 && words[0] == "#" && Self.isName(words[2]), "no HELP and no TYPE")
        if words[1] == "HELP" {
          try check(helped.insert(words[2]).inserted, "a second HELP")
        } else {
          try check(words[1] == "TYPE" && ["gauge", "counter"].contains(words[3]), "no type")
          try check(types.updateValue(words[3], forKey: words[2]) == nil, "a second TYPE")
          if !current.isEmpty { closed.insert(current) }
          current = words[2]
        }
        continue
      }
      let sample = try Self.sample(line)
      try check(sample.name == current && !closed.contains(current), "not behind its TYPE")
      try check(types[current] != "counter" || current.hasSuffix("_total"), "a counter without _total")
      try check(Double(sample.value) != nil, "no number")
      try check(
        !samples.contains { $0.name == sample.name && $0.labels == sample.labels }, "a series twice")
      samples.append(sample)
    }
  }

  /// The value of the one sample with these labels; nil: none.
  func value(_ name: String, _ labels: [String: String] = [:]) -> String? {
    samples.first { $0.name == name && $0.labels == labels }?.value
  }

  /// Of a metric or a label; no colon, which is for rules.
  private static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
    }
  }

  private static func sample(_ line: String) throws -> Sample {
    var rest = line.unicodeScalars[...]
    func take(until ends: Set<Unicode.Scalar>) -> String {
      let word = rest.prefix { !ends.contains($0) }
      rest = rest.dropFirst(word.count)
      return String(String.UnicodeScalarView(word))
    }
    let name = take(until: ["{", " "])
    try expect(isName(name), "no name: \(line)")
    var labels: [String: String] = [:]
    if rest.first == "{" {
      repeat {
        rest = rest.dropFirst()
        let label = take(until: ["="])
        try expect(isName(label) && rest.starts(with: "=\"".unicodeScalars), "no label: \(line)")
        rest = rest.dropFirst(2)
        var value = ""
        while let scalar = rest.popFirst(), scalar != "\"" {
          guard scalar == "\\" else {
            value.unicodeScalars.append(scalar)
            continue
          }
          let escaped = rest.popFirst()
          try expect(["\\", "\"", "n"].contains(escaped), "no escape: \(line)")
          value.unicodeScalars.append(escaped == "n" ? "\n" : escaped ?? " ")
        }
        try expect(labels.updateValue(value, forKey: label) == nil, "a label twice: \(line)")
      } while rest.first == ","
      try expect(rest.popFirst() == "}", "the labels have no end: \(line)")
    }
    try expect(rest.popFirst() == " ", "no blank before the value: \(line)")
    let value = String(String.UnicodeScalarView(rest))
    try expect(!value.contains(" "), "something behind the value: \(line)")
    return Sample(name: name, labels: labels, value: value)
  }
}
