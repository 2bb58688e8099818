package dev.weir.bench;

/** What is measured. Less is better in all of them but the rate and what says how busy a core was. */
public enum Figure {
    CPU("CPU per operation", "µs", 2),
    CPU_PER_MB("CPU per MB", "ms", 3),
    RATE("rate", "1/s", 0),
    THROUGHPUT("throughput", "MB/s", 0),
    P50("p50", "µs", 0),
    P99("p99", "µs", 0),
    P999("p99.9", "µs", 0),
    ALLOCATED("allocated per operation", "B", 1),
    ALLOCATED_PER_MB("allocated per MB", "B", 0),
    SERVER_BUSY("server busy", "% of a core", 0),
    GENERATOR_BUSY("generator busy", "% of a core", 0),

    RSS_EACH("RSS per connection", "B", 0),
    HEAP_EACH("heap per connection", "B", 0),
    IDLE_CPU("CPU while idle", "% of a core", 2),

    READY("ready after", "ms", 0),
    READY_CPU("CPU until ready", "ms", 0),
    RSS("RSS", "MB", 0),

    SCRAPE("scrape", "ms", 1),
    SCRAPE_SLOWEST("slowest scrape", "ms", 1),
    SCRAPE_ALLOCATED("allocated per scrape", "KB", 0),
    SCRAPE_ALLOCATED_EMPTY("the same without connections", "KB", 0),
    SCRAPE_SIZE("size of a scrape", "KB", 0);

    private final String label;
    private final String unit;
    private final int digits;

    Figure(String label, String unit, int digits) {
        this.label = label;
        this.unit = unit;
        this.digits = digits;
    }

    public String label() {
        return label;
    }

    public String unit() {
        return unit;
    }

    String format(double value) {
        return Text.number(value, digits);
    }
}
