package dev.weir.samples.tracker;

import dev.weir.stream.ProtocolViolationException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A message of the protocol H02 without its end: {@code *HQ,8800000015,V1,...}.
 *
 * @param maker two letters, which commands repeat
 */
record H02Message(String maker, String tracker, String type, List<String> values) {

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("ddMMuuHHmmss");

    static H02Message parse(String frame) throws ProtocolViolationException {
        List<String> parts = List.of(frame.split(",", -1));
        if (!frame.startsWith("*") || parts.size() < 3) {
            throw new ProtocolViolationException("not a message of H02");
        }
        return new H02Message(parts.get(0).substring(1), parts.get(1), parts.get(2), parts.subList(3, parts.size()));
    }

    /** The values of V1: time, A or V, latitude, N or S, longitude, E or W, knots, course, date. */
    Position position() throws ProtocolViolationException {
        try {
            return new Position(
                    tracker,
                    OffsetDateTime.of(LocalDateTime.parse(values.get(8) + values.get(0), DATE_TIME), ZoneOffset.UTC),
                    values.get(1).equals("A"),
                    degrees(values.get(2), 2) * (values.get(3).equals("S") ? -1 : 1),
                    degrees(values.get(4), 3) * (values.get(5).equals("W") ? -1 : 1),
                    Double.parseDouble(values.get(6)));
        } catch (DateTimeException | NumberFormatException | IndexOutOfBoundsException _) {
            throw new ProtocolViolationException("not a position of H02");
        }
    }

    /** Degrees, then minutes with a fraction, without a separator. */
    private static double degrees(String value, int digits) {
        return Integer.parseInt(value.substring(0, digits)) + Double.parseDouble(value.substring(digits)) / 60;
    }

    /** Returns a message to the tracker. */
    String reply(String replyType, String... replyValues) {
        return "*" + maker + "," + tracker + "," + replyType + "," + String.join(",", replyValues);
    }
}
