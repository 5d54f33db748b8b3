/// How something outside is told: by a command, or by a request to an address.
///
/// Source: W3, W7.
package enum Call: Sendable, Equatable {
  /// An argument list, the program first; no shell reads it.
  case run([String])
  /// An HTTP POST; the token is the path of the file that holds the bearer token.
  case post(url: String, token: String?)

  enum Key: String, SettingKey { case run, post, token }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let hint = "accepted: { run: [program, argument] } or { post: \"http://…\", token: FILE }"
    let arguments = try fields.arguments(.run)
    let url = try fields.text(.post, .url(["http", "https"]))
    let token = try fields.path(.token, .file)
    switch (arguments, url) {
    case (let arguments?, nil):
      if let node = fields[.token] {
        throw fields.source.error(
          at: node, "\(fields.path): a token goes with post, not with run", hint: hint)
      }
      self = .run(arguments)
    case (nil, let url?): self = .post(url: url, token: token)
    case (_?, _?):
      throw fields.source.error(
        at: fields[.post] ?? fields.node, "\(fields.path): both run and post", hint: hint)
    case (nil, nil):
      throw fields.source.error(at: fields.node, "\(fields.path): neither run nor post", hint: hint)
    }
  }
}
