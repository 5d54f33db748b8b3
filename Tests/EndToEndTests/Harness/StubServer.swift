import Glibc
import Testing

/// A small HTTP server on a port of its own: it notes each request, and answers as it was told.
struct StubServer {
  /// One request that it got whole.
  struct Request {
    let method: String
    let path: String
    let authorization: String
    let contentType: String
    let body: String
  }

  let folder: String
  let port: Int
  let program: Program

  /// Starts it in a village, which ends it.
  ///
  /// A certified one speaks TLS, with a certificate that nobody has signed. Without a wish it has a port that
  /// is free.
  init(
    in village: Village, certified: Bool = false, port wanted: Int? = nil,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let folder = "\(village.folder)/server"
    self.folder = folder
    try Disk.makeFolder(folder)
    try Disk.write(Self.script, to: "\(folder)/server.py")
    Disk.remove("\(folder)/port")
    let log = "\(folder)/log"
    if certified {
      let maker = try Program(
        [
          "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "\(folder)/key.pem", "-out",
          "\(folder)/certificate.pem", "-days", "2", "-subj", "/CN=localhost", "-addext",
          "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ], output: log, errors: log)
      let ending = try await maker.end(at: location)
      try expect(ending == .exit(0), "openssl ended with \(ending): \(Disk.text(log))", at: location)
    }
    let program = try Program(
      ["python3", "\(folder)/server.py", folder, "\(wanted ?? 0)"],
      environment: ["HOME=\(village.folder)"], output: log, errors: log)
    self.program = program
    village.programs.append(program)
    try await eventually("the server listens: \(Disk.text(log))", at: location) {
      try expect(program.ended() == nil, "the server has ended: \(Disk.text(log))", at: location)
      return Disk.exists("\(folder)/port")
    }
    port = Int(Disk.text("\(folder)/port")) ?? 0
  }

  /// The answers to the next requests, as lines `status` or `status Header: value`; then 200.
  func answer(_ lines: String...) throws {
    try Disk.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/answers.new")
    try Disk.move("\(folder)/answers.new", to: "\(folder)/answers")
  }

  /// Every request so far.
  var requests: [Request] {
    Disk.text("\(folder)/requests").split(separator: "\u{1e}").compactMap { record in
      let words = record.split(separator: "\u{1f}", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 5 else { return nil }
      return Request(
        method: words[0], path: words[1], authorization: words[2], contentType: words[3], body: words[4])
    }
  }

  /// Waits until it got so many requests.
  func gets(
    _ times: Int, within limit: Duration = .seconds(25), at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually("\(times) requests, now \(requests)", within: limit, at: location) {
      requests.count >= times
    }
  }

  private static let script = #"""
    import http.server, os, ssl, sys

    folder, port = sys.argv[1], int(sys.argv[2])

    def next_answer():
        try:
            lines = open(folder + "/answers").read().splitlines()
        except FileNotFoundError:
            return "200"
        if not lines:
            return "200"
        with open(folder + "/answers", "w") as file:
            file.write("".join(line + "\n" for line in lines[1:]))
        return lines[0]

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            words = [self.command, self.path, self.headers.get("Authorization", ""),
                     self.headers.get("Content-Type", ""), body]
            with open(folder + "/requests", "a") as file:
                file.write("\x1f".join(words) + "\x1e")
            status, _, header = next_answer().partition(" ")
            self.send_response(int(status))
            if header:
                name, _, value = header.partition(": ")
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = answer

        def log_message(self, *words):
            pass

    http.server.ThreadingHTTPServer.allow_reuse_address = True
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    if os.path.exists(folder + "/certificate.pem"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder + "/certificate.pem", folder + "/key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(folder + "/port.new", "w") as file:
        file.write(str(server.server_address[1]))
    os.rename(folder + "/port.new", folder + "/port")
    server.serve_forever()
    """#
}
