import Foundation
import Testing

/// A proxy between a link and its hub that does to connections what networks do to them: `Tests/Clients/chaos.py`.
final class ChaosProxy {
  let port: Int
  private let output: String

  /// Starts it in a village, which ends it, with a schedule of events as JSON, in order.
  init(
    in village: Village, to port: Int, _ events: [String], at location: SourceLocation = #_sourceLocation
  ) async throws {
    let output = "\(village.folder)/chaos.out"
    self.output = output
    let schedule = "\(village.folder)/chaos.schedule"
    try Disk.write(events.map { "\($0)\n" }.joined(), to: schedule)
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Clients/chaos.py").path
    let program = try Program(
      ["/usr/bin/python3", script, "--to", "\(port)", "--schedule", schedule], output: output, errors: output)
    village.programs.append(program)
    try await eventually("the proxy listens: \(Disk.text(output))", at: location) {
      Disk.text(output).contains("\n")
    }
    guard let own = Disk.text(output).split(separator: "\n").first.flatMap({ Int($0) }) else {
      throw Trouble("no port: \(Disk.text(output))", at: location)
    }
    self.port = own
  }

  /// Whether all events have happened.
  var isCalm: Bool { Disk.text(output).hasSuffix("calm\n") }
}
