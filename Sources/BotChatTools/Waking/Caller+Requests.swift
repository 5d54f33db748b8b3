import BotChatCore
import BotChatSystem

// Requests: made by the client's own thread, answered through a mailbox.
extension Caller {
  func post(
    _ url: String, _ token: String?, _ body: [UInt8], _ timeout: Int64, _ done: @escaping (CallResult) -> Void
  ) {
    do {
      var headers = [("Content-Type", "application/json")]
      if let token { headers.append(("Authorization", "Bearer \(try read(token))")) }
      let request = try HTTPRequest(url: url, headers: headers, body: body)
      let client = self.client ?? HTTPClient()
      self.client = client
      lastRequest += 1
      let number = lastRequest
      asked[number] = (MonotonicClock.now(), done)
      client.send(request, timeout: timeout) { [answers] result in
        answers.put(Answer(request: number, result: result))
      }
    } catch {
      later(CallResult(outcome: .failed(why: "\(error)", retryAfter: nil), output: [], duration: 0), done)
    }
  }

  /// The token, read again when its file has changed.
  private func read(_ path: String) throws -> String {
    let file = tokens[path] ?? TokenFile(path: path)
    tokens[path] = file
    return try file.read()
  }

  func takeAnswers() {
    for answer in answers.take() {
      guard let one = asked.removeValue(forKey: answer.request) else { continue }
      one.done(Self.result(answer.result, MonotonicClock.now() - one.begin))
    }
  }

  private static func result(_ result: Result<HTTPAnswer, HTTPError>, _ duration: Int64) -> CallResult {
    switch result {
    case .failure(let error):
      return CallResult(outcome: .failed(why: "\(error)", retryAfter: nil), output: [], duration: duration)
    case .success(let answer) where answer.isSuccess:
      return CallResult(outcome: .succeeded, output: answer.body, duration: duration)
    case .success(let answer):
      let pause = answer.retryAfter.map { Int64($0) * 1_000_000_000 }
      return CallResult(
        outcome: .failed(why: why(answer.status), retryAfter: pause), output: answer.body, duration: duration)
    }
  }

  /// What a status means here, with what to look at.
  private static func why(_ status: Int) -> String {
    switch status {
    case 401, 403: "status \(status): the token is not accepted"
    case 404: "status 404: nothing answers at this address; are the gateway's hooks switched on?"
    case 429: "status 429: too many requests"
    case 300..<400: "status \(status): a redirect, which is not followed, since a token must not go elsewhere"
    default: "status \(status)"
    }
  }
}
