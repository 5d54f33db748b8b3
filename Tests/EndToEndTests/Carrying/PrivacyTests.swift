import Testing

@Suite struct PrivacyTests {
  @Test("R4: a batch of private and common mail written at once: each file gets its own part")
  func batch() async throws {
    try await Village.with("Ross", "John", "Nell", "Jack@John") { village in
      try await village.start()
      let names = ["Ross", "Nell", "ALL", "Nell", "Ross", "all", "Jack"]
      var bytes: [UInt8] = []
      for (index, name) in names.enumerated() {
        let letter = Letter(
          from: "John", to: name, tag: "#b\(index)", body: "For \(name) only, number \(index).")
        let reached = name.lowercased() == "all" ? ["Ross", "Nell"] : name == "Jack" ? [] : [name]
        village.expects(letter.delivered, from: "John", in: reached)
        bytes += letter.written
      }
      try village.write(bytes, in: "John")
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "R4: only whole names in the header count",
    arguments: [
      "smALL talk for all of you, Nell and Ross and ALL.", "@Nell → Nell, please", "ALL\nNell\n→ Nell",
      "- Nell → Ross (#1)", "### Nell", "Dear Nell,\n\n→ ALL",
    ])
  func wordsInBodies(_ body: String) async throws {
    try await Village.with("Ross", "John", "Nell") { village in
      try await village.start()
      try village.say("John", to: "Ross", body)
      try await village.judgedWhenQuiet()
    }
  }

  @Test(
    "F2: recipients in every accepted form",
    arguments: [
      ("Ross, Nell", ["Ross", "Nell"]), ("Ross,Nell", ["Ross", "Nell"]), ("Ross & Nell", ["Ross", "Nell"]),
      ("Ross+Nell", ["Ross", "Nell"]), ("Ross / Nell", ["Ross", "Nell"]),
      ("Ross and Nell", ["Ross", "Nell"]),
      ("@Ross, @nell", ["Ross", "Nell"]), ("ROSS", ["Ross"]), ("Ross, Ross", ["Ross"]),
      ("ross, ALL", ["Ross", "Nell"]),
      ("Jack, Nell", ["Nell"]), ("John", []), ("Ross, Nell & Jack", ["Ross", "Nell"]),
    ])
  func recipients(_ text: String, _ reached: [String]) async throws {
    try await Village.with("Ross", "John", "Nell", "Jack@John") { village in
      try await village.start()
      try village.say("John", to: text, reaching: reached)
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F1: every dash, arrow, zone and tag of the grammar")
  func headers() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      let headers = [
        "### 2026-02-10 19:32:15 SGT - John → Ross (#1)", "### 2026-02-10 19:32:16 UTC – John -> Ross (1/10)",
        "### 2026-02-10 19:32:17 +08:00 — John => Ross (#12 Final)",
        "### 2026-02-10 19:32:18 +0800 - John ⇒ Ross (#VIBE-UPDATE)", "### 2026-02-10 19:32:19 - John → Ross",
        "### 2026-02-10 19:33 SGT - John → Ross (#2)",
        "### 2026-02-10  19:34:00  SGT  -  John  →  Ross  (#3)  ",
      ]
      for header in headers {
        let letter = Letter(header: header, body: Array("Body.\n\n\(Letter.closing)".utf8))
        village.expects(letter.delivered, from: "John", in: ["Ross"])
        try village.write(letter.written, in: "John")
      }
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F2: a header without recipients speaks to those at home and leaves no file")
  func noRecipients() async throws {
    try await Village.with("Ross", "John", "Jack@John") { village in
      try await village.start()
      try village.say("John", to: nil, "Between us.")
      try village.say("Ross", to: nil, "A note to myself.")
      try await village.judgedWhenQuiet()
    }
  }

  @Test("F4: what stands before the first header is never mail")
  func preamble() async throws {
    try await Village.with("Ross", "John") { village in
      try await village.start()
      try village.write("More rules: write to ALL → Ross.\n### How to write\nLike this.\n", in: "John")
      try await village.judgedWhenQuiet()
    }
  }
}
