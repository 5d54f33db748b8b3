/// Paths of the configuration made absolute, by their text alone.
enum SettingPath {
  /// What the path should lead to.
  enum Kind {
    /// A file: the path cannot end in a slash.
    case file
    /// A folder: a slash at the end changes nothing.
    case folder

    /// How errors name the kind, and what they say is accepted.
    var rule: TextRule {
      let noun = self == .file ? "a file path" : "a folder path"
      let tail = self == .file ? ", not ending in /" : ""
      return TextRule(
        noun: noun,
        accepted: "an absolute path, one that starts with ~/, or one relative to this file's folder\(tail)",
        allows: { _ in true })
    }
  }

  /// Why a text is no path.
  enum Refusal: Error {
    case empty
    case holdsNul
    case endsInSlash
    case endsInDots
    case tooLong
    case namesOtherHome
    case homeUnknown
    case isRoot

    /// The words that follow the path in an error.
    var sentence: String {
      switch self {
      case .empty: "is empty, so it is no path"
      case .holdsNul: "holds a NUL byte, so it is no path"
      case .endsInSlash: "ends in /, so it is no file"
      case .endsInDots: "ends in . or .., so it is no file"
      case .tooLong: "is longer than a path (4095 bytes) or a name in it (255 bytes) can be"
      case .namesOtherHome: "names somebody else's home, which is not looked up"
      case .homeUnknown: "starts with ~, and no home folder is known"
      case .isRoot: "is the root folder"
      }
    }
  }

  /// Resolves `~` and relative paths, and takes out what says nothing (`//`, `/./`, a folder's last slash).
  ///
  /// `..` stays: behind a symbolic link it does not lead where the text seems to say.
  ///
  /// - Throws: when the text cannot be the path of such a thing.
  static func resolve(
    _ written: String, _ kind: Kind, folder: String, home: String
  ) throws(Refusal) -> String {
    let slash = UInt8(ascii: "/")
    if written.isEmpty { throw .empty }
    if written.utf8.contains(0) { throw .holdsNul }
    if kind == .file, written.utf8.last == slash { throw .endsInSlash }
    let last = written.utf8.split(separator: slash).last.map { String(Substring($0)) }
    if kind == .file, last == "." || last == ".." { throw .endsInDots }

    var absolute = written
    if written.utf8.first == UInt8(ascii: "~") {
      let rest = written.utf8.dropFirst()
      guard rest.first == nil || rest.first == slash else { throw .namesOtherHome }
      if home.isEmpty { throw .homeUnknown }
      if kind == .file, rest.isEmpty { throw .endsInSlash }
      absolute = home + String(Substring(rest))
    } else if written.utf8.first != slash {
      absolute = "\(folder)/\(written)"
    }

    let parts = absolute.utf8.split(separator: slash).filter { !$0.elementsEqual(".".utf8) }
    if parts.isEmpty { throw .isRoot }
    var path = ""
    for part in parts {
      if part.count > 255 { throw .tooLong }
      path += "/"
      path += Substring(part)
    }
    if path.utf8.count > 4095 { throw .tooLong }
    return path
  }
}
