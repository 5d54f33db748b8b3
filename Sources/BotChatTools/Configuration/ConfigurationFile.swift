import BotChatCore
import BotChatSystem

/// The one configuration of all tools, as it was found and read.
package struct ConfigurationFile: Sendable {
  package let path: String
  package let configuration: Configuration
  /// Twelve hex digits that name what is in force (R17, H2).
  package let digest: String
  /// The state folder.
  package let state: String
  /// The file as it was when it was read.
  let status: FileStatus

  /// Finds and reads it: `--config`, else `$BOTCHAT_CONFIG`, else the user's, else the machine's.
  ///
  /// Throws a `Complaint` with exit 78 that says what is wrong and where.
  package init(named: String?) throws(Complaint) {
    let path = try Self.path(named: named)
    let (bytes, status) = try Self.read(path, .botchat)
    try self.init(path: path, bytes: bytes, status: status)
  }

  /// Reads these bytes as the file at that path, which was as `status` says.
  ///
  /// Throws as ``init(named:)``.
  init(path: String, bytes: [UInt8], status: FileStatus) throws(Complaint) {
    self.status = status
    let root = try Self.tree(path, bytes, hint: ConfigurationPlace.botchat.empty)
    let folder = Self.folder(of: path)
    do throws(ConfigurationError) {
      configuration = try Configuration(root, file: path, folder: folder, home: ThisProcess.home ?? "")
    } catch {
      throw Complaint(error)
    }
    self.path = path
    state = configuration.state ?? Self.usualState ?? "\(folder)/.local/state/botchat"
    digest = Self.digest(Array(configuration.canonicalText.utf8))
  }

  /// The bytes of a configuration, and the file as it was then.
  ///
  /// Throws as ``init(named:)``.
  static func read(
    _ path: String, _ place: ConfigurationPlace
  ) throws(Complaint) -> (bytes: [UInt8], status: FileStatus) {
    do throws(TrustError) {
      return try TrustedFile.read(path, limit: YAMLReader.maximumSize)
    } catch {
      throw Complaint(
        "cannot read the configuration: \(error)", hint: hint(error, place), exit: .configuration)
    }
  }

  private static func hint(_ error: TrustError, _ place: ConfigurationPlace) -> String {
    if error.isMissing { return place.missing }
    if case .system(let error) = error, error.isRefused {
      return "run this as a user who may read it, or name another one with --config FILE"
    }
    return "it must belong to you or to root, and be writable by nobody else"
  }

  /// The tree that the bytes of a file are; `hint` is for one in which nothing stands.
  ///
  /// Throws as ``init(named:)``.
  static func tree(_ path: String, _ bytes: [UInt8], hint: String) throws(Complaint) -> SettingNode {
    let root: YAMLNode?
    do throws(YAMLError) {
      root = try YAMLReader.read(bytes)
    } catch {
      throw Complaint(
        "\(path):\(error.line):\(error.column): \(error.message)",
        hint: "it is no YAML there, or in the lines before", exit: .configuration)
    }
    guard let root else {
      throw Complaint("\(path):1:1: nothing is configured in it yet", hint: hint, exit: .configuration)
    }
    return SettingNode(root)
  }

  /// Twelve hex digits that name these bytes.
  static func digest(_ bytes: [UInt8]) -> String {
    let digits = String(bytes.withUnsafeBytes { Hashing.blake2b128($0) }.0, radix: 16)
    return String((String(repeating: "0", count: 16 - digits.count) + digits).prefix(12))
  }

  /// Whether another file stands at the path now than the one that was read, or none; one stat, nothing is read.
  var hasChanged: Bool {
    (try? FileStatus(path: path))?.hasContent(of: status) != true
  }

  /// Puts the configured zone in force and answers its time.
  ///
  /// Throws a `Complaint` with exit 78 where the machine has no such zone.
  func localTime() throws(Complaint) -> LocalTime {
    do {
      return try LocalTime(zone: configuration.zone.name)
    } catch {
      throw Complaint("zone.name: \(error)", hint: "a name such as Asia/Singapore", exit: .configuration)
    }
  }

  /// The state folder where the configuration names none; nil for somebody without a home folder.
  static var usualState: String? {
    ThisProcess.user == 0 ? "/var/lib/botchat" : ThisProcess.home.map { "\($0)/.local/state/botchat" }
  }

  /// Whether a plain file stands at the path in which nothing is configured, as `scripts/install` leaves one.
  static func isExample(_ path: String) -> Bool {
    let (folder, name) = PathText.divide(path)
    guard (try? Folder(path: folder).status(of: name))?.kind == .regular,
      let bytes = try? TrustedFile.read(path, limit: YAMLReader.maximumSize).bytes
    else { return false }
    do {
      return try YAMLReader.read(bytes) == nil
    } catch {
      return false
    }
  }

  /// Where the configuration is, or would be.
  ///
  /// Throws a `Complaint` with exit 78 where there is none in any of the usual places.
  static func path(named: String?) throws(Complaint) -> String {
    try ConfigurationPlace.botchat.find(named, home: ThisProcess.home)
  }

  /// The folder of a file, which relative paths in it start from.
  static func folder(of path: String) -> String {
    let folder = PathText.divide(path).folder
    return folder.isEmpty ? "/" : folder
  }
}

extension SettingNode {
  /// The same tree, as libyaml read it.
  init(_ node: YAMLNode) {
    let value: Value =
      switch node.kind {
      case .scalar(let text, let quoted): .scalar(text, quoted: quoted)
      case .sequence(let nodes): .list(nodes.map(SettingNode.init))
      case .mapping(let pairs): .map(pairs.map { (SettingNode($0.key), SettingNode($0.value)) })
      }
    self.init(line: node.line, column: node.column, value: value)
  }
}
