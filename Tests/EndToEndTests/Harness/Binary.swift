import Glibc
import Testing

/// The built programs that the scenarios run.
enum Binary {
  /// The path of one: in the folder `$BOTCHAT_BIN`, beside the test bundle, or in the package's build folder.
  static func path(of name: String) throws -> String {
    if let folder = getenv("BOTCHAT_BIN").map({ String(cString: $0) }) {
      let path = "\(folder)/\(name)"
      try expect(
        access(path, X_OK) == 0,
        "there is no program \(path); BOTCHAT_BIN must name the folder of the built programs")
      return path
    }
    let package = parent(parent(parent(parent(#filePath))))
    let bundle = parent(CommandLine.arguments.first ?? "")
    let folders = [bundle, "\(package)/.build/debug", "\(package)/.build/release"]
    for folder in folders where access("\(folder)/\(name)", X_OK) == 0 { return "\(folder)/\(name)" }
    throw Trouble(
      "no built \(name) in \(folders.joined(separator: ", ")); run swift build first, or set BOTCHAT_BIN")
  }

  private static func parent(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
