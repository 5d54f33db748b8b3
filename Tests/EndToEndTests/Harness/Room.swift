import Glibc
import Testing

/// A view of the file system for one village: what is mounted in it is seen by nobody else, and goes with the village.
struct Room {
  private let village: Village
  private let pid: pid_t

  /// Makes it, and keeps it open until the village ends.
  init(in village: Village, at location: SourceLocation = #_sourceLocation) async throws {
    self.village = village
    let output = "\(village.folder)/room.out"
    let keeper = try Program(
      ["unshare", "--mount", "sh", "-c", "echo open; exec sleep 100000"],
      environment: ["HOME=\(village.folder)"], output: output, errors: output)
    village.programs.append(keeper)
    pid = keeper.pid
    try await eventually("the room is open: \(Disk.text(output))", at: location) {
      Disk.text(output) == "open\n"
    }
  }

  /// Before a command line: it sees the room.
  var prefix: [String] { ["nsenter", "--target", "\(pid)", "--mount", "--"] }

  /// The path under which the room's file is seen from outside.
  func outside(_ path: String) -> String { "/proc/\(pid)/root\(path)" }

  /// Runs a shell script in there; `$d` is the folder.
  func run(
    _ script: String, in folder: String, at location: SourceLocation = #_sourceLocation
  ) async throws {
    let output = "\(village.folder)/room.out"
    let program = try Program(
      prefix + ["sh", "-c", script], environment: ["HOME=\(village.folder)", "d=\(folder)"], output: output,
      errors: output)
    let ending = try await program.end(at: location)
    try expect(ending == .exit(0), "\(script) ended with \(ending): \(Disk.text(output))", at: location)
  }
}
