/// A setting that is one of a few words: an enum whose raw values are the words.
protocol SettingChoice: RawRepresentable<String>, CaseIterable, Sendable {}
