package enum PlaceholderBotChatCore {}
