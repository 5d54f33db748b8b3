/// Which HTTP proxy the environment names for a server.
///
/// Source: the variables `https_proxy`, `http_proxy` and `no_proxy`, as curl(1) reads them; names in capitals are taken
/// too, except `HTTP_PROXY`, which a CGI program gets from whoever asks it.
package enum ProxyChoice {
  /// `HOST:PORT`, with `USER:PASSWORD@` before it if there is one; nil: the server is asked itself.
  ///
  /// `variable` answers what a variable of the environment holds.
  package static func proxy(for address: WebAddress, _ variable: (String) -> String?) -> String? {
    if address.isLoopback { return nil }
    let exceptions = variable("no_proxy") ?? variable("NO_PROXY") ?? ""
    for word in exceptions.split(whereSeparator: { $0 == "," || $0 == " " }) where covers(word, address.host)
    {
      return nil
    }
    let named =
      address.isEncrypted
      ? variable("https_proxy") ?? variable("HTTPS_PROXY") : variable("http_proxy")
    guard var text = named.map({ Substring($0) }), !text.isEmpty else { return nil }
    if text.lowercased().hasPrefix("http://") { text = text.dropFirst(7) }
    // Another scheme is another kind of proxy.
    guard !text.contains("://") else { return nil }
    text = text.prefix { $0 != "/" }
    guard !text.isEmpty else { return nil }
    let host = text.split(separator: "@").last ?? ""
    return host.contains(":") ? String(text) : "\(text):1080"
  }

  private static func covers(_ word: Substring, _ host: String) -> Bool {
    if word == "*" { return true }
    let name = (word.hasPrefix(".") ? word.dropFirst() : word).lowercased()
    let host = host.lowercased()
    return host == name || host.hasSuffix(".\(name)")
  }
}
