package enum PlaceholderBotChatTools {}
