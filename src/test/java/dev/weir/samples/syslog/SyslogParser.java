package dev.weir.samples.syslog;

import java.text.ParseException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** Reads one message in the format of RFC 5424, section 6. */
final class SyslogParser {

    private static final int MAX_PRIORITY = 191;

    private final String input;
    private int position;

    private SyslogParser(String input) {
        this.input = input;
    }

    static SyslogMessage parse(String message) throws ParseException {
        return new SyslogParser(message).message();
    }

    private SyslogMessage message() throws ParseException {
        int priority = priority();
        expect("1 ");
        return new SyslogMessage(
                priority >> 3, priority & 7, timestamp(), field(), field(), field(), field(), data(), text());
    }

    private int priority() throws ParseException {
        expect("<");
        String digits = until('>');
        int value = digits.matches("0|[1-9]\\d{0,2}") ? Integer.parseInt(digits) : MAX_PRIORITY + 1;
        if (value > MAX_PRIORITY) {
            throw malformed("a priority of 0 to " + MAX_PRIORITY);
        }
        return value;
    }

    private @Nullable OffsetDateTime timestamp() throws ParseException {
        String field = field();
        try {
            return field == null ? null : OffsetDateTime.parse(field);
        } catch (DateTimeParseException _) {
            throw malformed("a timestamp");
        }
    }

    /** Returns a field of the header; {@code null} for the nil value. */
    private @Nullable String field() throws ParseException {
        String field = until(' ');
        return field.equals("-") ? null : field;
    }

    private Map<String, MultiValueMap<String, String>> data() throws ParseException {
        Map<String, MultiValueMap<String, String>> elements = new LinkedHashMap<>();
        if (accept("-")) {
            return elements;
        }
        expect("[");
        do {
            elements.put(id(), parameters());
        } while (accept("["));
        return elements;
    }

    private String id() throws ParseException {
        int start = position;
        while (position < input.length() && " ]".indexOf(input.charAt(position)) < 0) {
            position++;
        }
        if (position == start) {
            throw malformed("the id of an element");
        }
        return input.substring(start, position);
    }

    private MultiValueMap<String, String> parameters() throws ParseException {
        MultiValueMap<String, String> parameters = new LinkedMultiValueMap<>();
        while (!accept("]")) {
            expect(" ");
            String name = until('=');
            expect("\"");
            parameters.add(name, value());
        }
        return parameters;
    }

    /** A backslash precedes a quote, a bracket and itself; before any other character it is one. */
    private String value() throws ParseException {
        var value = new StringBuilder();
        while (!accept("\"")) {
            if (accept("\\\"") || accept("\\\\") || accept("\\]")) {
                value.append(input.charAt(position - 1));
            } else if (position < input.length()) {
                value.append(input.charAt(position++));
            } else {
                throw malformed("a quote");
            }
        }
        return value.toString();
    }

    /** The text of a message in UTF-8 may begin with a byte order mark. */
    private String text() throws ParseException {
        if (position == input.length()) {
            return "";
        }
        expect(" ");
        accept("\ufeff");
        return input.substring(position);
    }

    private boolean accept(String expected) {
        boolean accepted = input.startsWith(expected, position);
        if (accepted) {
            position += expected.length();
        }
        return accepted;
    }

    private void expect(String expected) throws ParseException {
        if (!accept(expected)) {
            throw malformed("'" + expected + "'");
        }
    }

    private String until(char end) throws ParseException {
        int index = input.indexOf(end, position);
        if (index <= position) {
            throw malformed("a value before '" + end + "'");
        }
        String value = input.substring(position, index);
        position = index + 1;
        return value;
    }

    private ParseException malformed(String expected) {
        return new ParseException("RFC 5424 wants " + expected + " at index " + position, position);
    }
}
