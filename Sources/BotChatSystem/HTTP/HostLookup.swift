import Glibc

/// Asks the system for the addresses of a name; that can take as long as the network likes.
enum HostLookup {
  /// Why there is no address, in the C library's words.
  struct Failure: Error, Sendable {
    let why: String
  }

  private static let most = 8

  /// The addresses of a name as text, the best one first, at most eight.
  ///
  /// Source: getaddrinfo(3), getnameinfo(3). The `hosts` file and DNS are asked as `nsswitch.conf` says.
  static func addresses(of host: String) -> Result<[String], Failure> {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else {
      let why = code == EAI_SYSTEM ? strerror(errno) : UnsafeMutablePointer(mutating: gai_strerror(code))
      return .failure(Failure(why: why.map { String(cString: $0) } ?? "unknown error"))
    }
    defer { freeaddrinfo(list) }
    var addresses: [String] = []
    var next = list
    while let entry = next, addresses.count < most {
      next = entry.pointee.ai_next
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let (address, size) = (entry.pointee.ai_addr, entry.pointee.ai_addrlen)
      let failed = getnameinfo(address, size, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      guard failed == 0 else { continue }
      let numeric = text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
      if !addresses.contains(numeric) { addresses.append(numeric) }
    }
    return addresses.isEmpty ? .failure(Failure(why: "it has none")) : .success(addresses)
  }
}
