import Glibc

/// Where a command is found, before it is needed.
package enum ProgramPath {
  /// What stands in the way of running a program; nil: nothing.
  ///
  /// - Parameter name: a path, or a name that is looked up in `PATH`.
  /// - Returns: a sentence with the path. Source: execvp(3), access(2).
  package static func problem(_ name: String) -> String? {
    if name.utf8.contains(0x2F) { return problem(at: name) }
    let path = ThisProcess.environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":") where problem(at: "\(folder)/\(name)") == nil { return nil }
    return "there is no program \(name) in PATH"
  }

  private static func problem(at path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0 else { return "there is no program \(path)" }
    guard status.st_mode & S_IFMT == S_IFREG else { return "\(path) is no program" }
    return access(path, X_OK) == 0 ? nil : "\(path) cannot be executed: chmod +x"
  }
}
