package org.leasehold.app.console.leasemap;

/// How large slots are drawn.
enum SlotSize {
  /// With name and state.
  LARGE(78, 48, 6),
  /// The whole volume at a glance.
  SMALL(17, 17, 3);

  private final double width;
  private final double height;
  private final double gap;

  SlotSize(double width, double height, double gap) {
    this.width = width;
    this.height = height;
    this.gap = gap;
  }

  /// At least.
  double width() {
    return width;
  }

  double height() {
    return height;
  }

  double gap() {
    return gap;
  }
}
