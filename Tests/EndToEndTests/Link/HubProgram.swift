import Glibc
import Testing

/// The toolkit's own hub, with the original's configuration.
final class HubProgram {
  let port: Int
  private let folder: String
  private let village: Village
  private var program: Program?
  private var starts = 0

  /// Its configuration.
  var configuration: String { "\(folder)/hub.json" }
  /// Its state folder.
  var state: String { "\(folder)/state" }

  /// The certificate that a certified one has, which nobody but itself has signed.
  var certificate: String { "\(folder)/certificate.pem" }

  /// Starts it in a village.
  ///
  /// The village ends it; a certified one speaks TLS, as `localhost`. `rate` is how many messages of one
  /// connection it takes in a second.
  init(
    in village: Village, tokens: [String: String], certified: Bool = false, rate: Int? = nil,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    self.village = village
    folder = "\(village.folder)/hub"
    port = try Self.freePort()
    try Disk.makeFolder(folder)
    let list = tokens.map { "\"\($0.key)\":{\"botId\":\"\($0.value)\"}" }.sorted().joined(separator: ",")
    var more = rate.map { "\"limits\":{\"rate\":\($0)}," } ?? ""
    if certified {
      more += "\"tls\":{\"certificate\":\"\(certificate)\",\"key\":\"\(folder)/key.pem\"},"
      let maker = try Program(
        [
          "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/key.pem", "-out",
          certificate, "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
        ], output: "\(folder)/openssl", errors: "\(folder)/openssl")
      try expect(try await maker.end(at: location) == .exit(0), Disk.text("\(folder)/openssl"), at: location)
      chmod("\(folder)/key.pem", 0o600)
    }
    try Disk.write(
      "{\(more)\"port\":\(port),\"state\":\"\(folder)/state\",\"tokens\":{\(list)}}", to: "\(folder)/hub.json"
    )
    chmod("\(folder)/hub.json", 0o600)
    try await start(at: location)
  }

  var log: String { Disk.text("\(folder)/log") }

  /// Starts it again and waits until it listens.
  func start(at location: SourceLocation = #_sourceLocation) async throws {
    starts += 1
    let output = "\(folder)/out-\(starts)"
    let program = try Program(
      [try Binary.path(of: "hub"), "--config", "\(folder)/hub.json"], environment: ["HOME=\(folder)"],
      output: output, errors: "\(folder)/log")
    self.program = program
    village.programs.append(program)
    try await eventually("the hub is ready: \(log)", at: location) {
      try expect(program.ended() == nil, "the hub has ended: \(log)", at: location)
      return Disk.text(output).hasPrefix("ready ")
    }
  }

  /// kill -9, and nothing else.
  func kill() {
    program?.destroy()
    program = nil
  }

  /// Its state is lost.
  func forget() { Disk.remove("\(folder)/state") }

  /// A port that nobody listens on at this moment.
  static func freePort() throws -> Int {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        bind(file, place, size) == 0 && getsockname(file, place, &size) == 0
      }
    }
    try expect(isBound, "no free port: \(String(cString: strerror(errno)))")
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
