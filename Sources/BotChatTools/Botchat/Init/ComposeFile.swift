import BotChatCore
import BotChatSystem

/// The workspaces that a docker-compose file mounts, as far as it shows them.
///
/// Source: https://docs.docker.com/reference/compose-file/services/#volumes
struct ComposeFile {
  private let root: YAMLNode
  private let folder: String
  private let home: String

  private static let longest = 1 << 20

  /// Nil for a file that is not there or cannot be read.
  init?(path: String, home: String) {
    guard let bytes = try? SmallFile.read(path, limit: Self.longest),
      let root = (try? YAMLReader.read(bytes)).flatMap(\.self)
    else { return nil }
    self.root = root
    folder = PathText.divide(path).folder
    self.home = home
  }

  /// Those of all services, with their containers' names.
  var workspaces: [Workspace] {
    Self.pairs(root["services"]).flatMap { service, node -> [Workspace] in
      // Without a name of its own compose makes one that only Docker knows.
      let container = node["container_name"]?.text
      return Self.items(node["volumes"]).compactMap(mount).compactMap { source, target in
        workspace(source, target, service: service, container)
      }
    }
  }

  private func workspace(
    _ source: String, _ target: String, service: String, _ container: String?
  ) -> Workspace? {
    let waking = container.map(ConfigurationDraft.Waking.container) ?? .unknown
    let hint = (container ?? service).hasPrefix("openclaw-") ? (container ?? service).dropFirst(9) : nil
    let (path, inside): (String, String)
    if PathText.divide(target).name.hasPrefix("workspace") {
      (path, inside) = (source, target)
    } else if PathText.divide(target).name == ".openclaw" {
      (path, inside) = ("\(source)/workspace", "\(target)/workspace")
    } else {
      return nil
    }
    return Workspace(path: path, hint: hint.map(String.init), waking: waking, inside: inside)
  }

  /// Where a mount comes from and where it stands, both absolute; nil: it is none of a folder here.
  private func mount(_ node: YAMLNode) -> (source: String, target: String)? {
    let source: String
    let target: String
    if let text = node.text.flatMap(filled) {
      let parts = text.split(separator: ":").map(String.init)
      guard parts.count >= 2 else { return nil }
      (source, target) = (parts[0], parts[1])
    } else {
      guard let from = node["source"]?.text.flatMap(filled), let to = node["target"]?.text.flatMap(filled)
      else {
        return nil
      }
      (source, target) = (from, to)
    }
    guard PathText.isAbsolute(target), let path = resolved(source) else { return nil }
    return (path, target)
  }

  /// A volume with a name has no folder that we know.
  private func resolved(_ path: String) -> String? {
    if PathText.isAbsolute(path) { return path }
    if path == "~" || path.hasPrefix("~/") { return home + path.dropFirst() }
    if path == "." { return folder }
    return path.hasPrefix("./")
      ? folder + path.dropFirst() : path.hasPrefix("../") ? "\(folder)/\(path)" : nil
  }

  /// The text with its variables, from `.env` beside the file; nil where one is not known.
  ///
  /// Only what a mount asks for is looked up there.
  private func filled(_ text: String) -> String? {
    var filled = ""
    var rest = text[...]
    while let range = rest.firstRange(of: "${") {
      filled += rest[..<range.lowerBound]
      guard let end = rest[range.upperBound...].firstIndex(of: "}") else { return nil }
      let parts = rest[range.upperBound..<end].split(separator: ":", maxSplits: 1).map(String.init)
      let standard = parts.count > 1 && parts[1].hasPrefix("-") ? String(parts[1].dropFirst()) : nil
      guard let value = variable(parts[0]) ?? standard else { return nil }
      filled += value
      rest = rest[rest.index(after: end)...]
    }
    return filled + rest
  }

  private func variable(_ name: String) -> String? {
    if name == "HOME" { return home }
    guard let bytes = try? SmallFile.read("\(folder)/.env", limit: 64 << 10) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    where line.hasPrefix("\(name)=") {
      let value = line.dropFirst(name.count + 1).filter { $0 != "\"" && $0 != "'" }
      return value.isEmpty ? nil : String(value)
    }
    return nil
  }

  private static func pairs(_ node: YAMLNode?) -> [(key: String, value: YAMLNode)] {
    guard case .mapping(let pairs)? = node?.kind else { return [] }
    return pairs.compactMap { pair in pair.key.text.map { ($0, pair.value) } }
  }

  private static func items(_ node: YAMLNode?) -> [YAMLNode] {
    if case .sequence(let items)? = node?.kind { items } else { [] }
  }
}

extension YAMLNode {
  /// The text of a scalar; nil for anything else.
  fileprivate var text: String? {
    if case .scalar(let text, _) = kind { text } else { nil }
  }

  /// The value of a key; nil where there is none.
  fileprivate subscript(key: String) -> YAMLNode? {
    guard case .mapping(let pairs) = kind else { return nil }
    return pairs.first { $0.key.text == key }?.value
  }
}
