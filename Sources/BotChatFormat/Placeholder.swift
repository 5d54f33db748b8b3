public enum PlaceholderFormat {}
