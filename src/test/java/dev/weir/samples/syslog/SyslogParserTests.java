package dev.weir.samples.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.text.ParseException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 5424, section 6.5, and what is none. */
class SyslogParserTests {

    @Test
    void readsAMessageWithoutStructuredData() throws Exception {
        assertThat(SyslogParser.parse(
                        "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed"))
                .isEqualTo(new SyslogMessage(
                        4,
                        2,
                        OffsetDateTime.parse("2003-10-11T22:14:15.003Z"),
                        "mymachine.example.com",
                        "su",
                        null,
                        "ID47",
                        Map.of(),
                        "'su root' failed"));
    }

    @Test
    void readsTheOffsetOfATimestamp() throws Exception {
        assertThat(SyslogParser.parse("<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% Time")
                        .timestamp())
                .isEqualTo(OffsetDateTime.parse("2003-08-24T12:14:15.000003Z")
                        .withOffsetSameInstant(ZoneOffset.ofHours(-7)));
    }

    @Test
    void readsElementsOfStructuredDataWithoutAText() throws Exception {
        SyslogMessage message = SyslogParser.parse("<165>1 - - - - - [exampleSDID@32473 iut=\"3\" eventID=\"1011\"]"
                + "[examplePriority@32473 class=\"high\"]");
        assertThat(message.data().keySet()).containsExactly("exampleSDID@32473", "examplePriority@32473");
        assertThat(message.data().get("exampleSDID@32473"))
                .isEqualTo(Map.of("iut", List.of("3"), "eventID", List.of("1011")));
        assertThat(message.text()).isEmpty();
    }

    @Test
    void readsEscapesAndRepeatedNames() throws Exception {
        SyslogMessage message = SyslogParser.parse(
                "<0>1 - - - - - [origin ip=\"192.0.2.1\" ip=\"192.0.2.129\" note=\"a\\\"b\\\\c\\]d\\e\"][empty] [x");
        assertThat(message.data())
                .isEqualTo(Map.of(
                        "origin",
                        Map.of("ip", List.of("192.0.2.1", "192.0.2.129"), "note", List.of("a\"b\\c]d\\e")),
                        "empty",
                        Map.of()));
        assertThat(message.text()).isEqualTo("[x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "<34>Oct 11 22:14:15 mymachine su: 'su root' failed",
                "<192>1 - - - - - -",
                "<034>1 - - - - - -",
                "<34>2 - - - - - -",
                "<34>1 yesterday - - - - -",
                "<34>1 - - - - -",
                "<34>1  - - - - -",
                "<34>1 - - - - - [id",
                "<34>1 - - - - - []",
                "<34>1 - - - - - [id name",
                "<34>1 - - - - - [id name=\"value",
                "<34>1 - - - - - -text"
            })
    void refusesWhatIsNoMessage(String input) {
        assertThatExceptionOfType(ParseException.class).isThrownBy(() -> SyslogParser.parse(input));
    }
}
