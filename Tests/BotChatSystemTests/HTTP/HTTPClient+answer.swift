import BotChatSystem

extension HTTPClient {
  /// Posts, and waits for the answer without blocking a thread.
  ///
  /// A `done` that is called twice ends the test process, one that is never called is for the time limit.
  func answer(
    _ url: String, headers: [(String, String)] = [], body: String = "{}", seconds: Double = 10
  ) async throws -> Result<HTTPAnswer, HTTPError> {
    let request = try HTTPRequest(url: url, headers: headers, body: Array(body.utf8))
    return await withCheckedContinuation { continuation in
      send(request, timeout: Int64(seconds * 1e9)) { continuation.resume(returning: $0) }
    }
  }

  /// The error of a request that is expected to have no answer.
  func error(_ url: String, seconds: Double = 10) async throws -> HTTPError? {
    if case .failure(let error) = try await answer(url, seconds: seconds) { error } else { nil }
  }
}
