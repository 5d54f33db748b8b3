/// Who wakes a bot.
///
/// Source: W2.
package enum WakeBy: String, SettingChoice {
  /// The bot's monitor when one runs, else the relay.
  case anyone
  /// Its monitor alone; the relay leaves the bot to it.
  case monitor
  /// The relay alone: no monitor is kept running for it.
  case relay
}
