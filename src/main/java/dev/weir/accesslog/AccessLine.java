package dev.weir.accesslog;

import org.slf4j.spi.LoggingEventBuilder;

/** One line of the log: its text, and its fields for a structured log. */
final class AccessLine {

    private static final int USUAL_LENGTH = 256;

    private final StringBuilder text = new StringBuilder(USUAL_LENGTH);
    private LoggingEventBuilder event;

    AccessLine(LoggingEventBuilder event) {
        this.event = event;
    }

    AccessLine with(String name, String value) {
        begin(name).append(value);
        event = event.addKeyValue(name, value);
        return this;
    }

    AccessLine with(String name, long value) {
        begin(name).append(value);
        event = event.addKeyValue(name, value);
        return this;
    }

    private StringBuilder begin(String name) {
        if (!text.isEmpty()) {
            text.append(' ');
        }
        return text.append(name).append('=');
    }

    void log() {
        event.log(text.toString());
    }
}
