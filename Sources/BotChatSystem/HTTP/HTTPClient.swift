import Glibc

/// Sends requests over HTTP and HTTPS, without ever making its caller wait.
///
/// A thread of its own, started with the first request, runs libwebsockets' loop; names are looked up on threads
/// beside it. Each request has a connection of its own, closed after the answer: a connection that is kept can
/// be closed by the server in the moment in which the next request is sent, and then nobody knows whether that
/// one was served. Redirects are not followed. Proxies that the environment names (`http_proxy`) are not used:
/// a wake goes to this machine, and a token is for the server that the configuration names and for nobody on the
/// way. Source: W3, W7.
package final class HTTPClient: Sendable {
  private let inbox = HTTPInbox()
  private let caFile: String?

  /// Makes a client; nothing is opened or started yet.
  ///
  /// - Parameter caFile: certificates in PEM to trust in place of the system's.
  package init(caFile: String? = nil) {
    self.caFile = caFile
  }

  deinit {
    close()
  }

  /// Sends a request.
  ///
  /// - Parameters:
  ///   - request: what to send, and where.
  ///   - timeout: nanoseconds for all of it, from this call to the last byte of the answer.
  ///   - done: called exactly once, with the answer of whatever status, or with the reason why there is none. It
  ///     runs on the client's thread and holds up its other requests; after ``close()`` it runs on the caller's.
  package func send(
    _ request: HTTPRequest, timeout: Int64,
    _ done: @escaping @Sendable (Result<HTTPAnswer, HTTPError>) -> Void
  ) {
    let (deadline, isForEver) = MonotonicClock.now().addingReportingOverflow(max(0, timeout))
    let job = HTTPJob(request: request, deadline: isForEver ? .max : deadline, done: done)
    do throws(HTTPError) {
      try inbox.post(job) { [inbox, caFile] in HTTPLoop.run(inbox, caFile: caFile) }
    } catch {
      done(.failure(error))
    }
  }

  /// Ends every request that is under way with ``HTTPError/closed``, and then the thread.
  ///
  /// Every `done` has been called when it returns, unless it is called by one of them. It can be called again.
  package func close() {
    inbox.close()
  }
}
