package dev.weir.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameConverter;
import dev.weir.frame.FrameHandler;
import dev.weir.stream.TcpStreamHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.integration.autoconfigure.IntegrationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** Settings of frames that contradict each other, or the handler: the start fails and names key, value and remedy. */
class FramingBadSettingsTests {

    private static final String KEY = "weir.listeners.a.framing.";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(IntegrationAutoConfiguration.class, WeirAutoConfiguration.class))
            .withUserConfiguration(Beans.class);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-size=1KB                      | type is missing               | Set it to one of delimiter, fixed,",
                "type=lines                        | type names no type of framing and no FrameFormat bean: lines | line,",
                "type=orders                       | type names a bean that is no FrameFormat but a | FrameFormat bean",
                "type=line max-size=0B             | max-size must be between 1B and | Set it to 64KB",
                "type=line max-size=2GB            | max-size must be between 1B and | Set it to 64KB",
                "type=line concurrency=0           | concurrency must be positive: 0 | Set it to 1",
                "type=line timeout=-1s             | timeout must not be negative: PT-1S | Set it to a duration",
                "type=line line.write=any          | line.write must name one ending: any | Set it to lf, crlf,",
                "type=delimiter                    | delimiter.ends is missing       | Set it to the delimiters",
                "type=delimiter delimiter.ends=\\q | delimiter.ends[0] has an unknown escape, \\q: \"\\q\" | \\xHH",
                "type=fixed                        | fixed.size is missing           | Set it to the size",
                "type=fixed fixed.size=65KB        | fixed.size must be between 1B and 65536B: 66560B | max-size",
                "type=fixed fixed.size=0           | fixed.size must be between 1B and 65536B: 0B | Correct it",
                "type=length length.size=5         | length.size must be              | Correct it",
                "type=length length.size=3 length.encoding=bcd | length.size must be | Correct it",
                "type=length length.offset=-1      | length.offset must be            | Correct it",
                "type=length length.header-size=2  | length.header-size must be       | Correct it",
                "type=length length.encoding=ascii length.order=little | length.order must be big | Correct it",
                "type=length line.ending=lf        | line.ending has no effect, since weir.listeners.a.framing.type is"
                        + " length: lf | Remove it, or set weir.listeners.a.framing.type to line.",
                "type=line length.size=4           | length.size has no effect        | to length.",
                "type=mllp stx-etx.check=xor       | stx-etx.check has no effect      | to stx-etx.",
                "type=syslog mllp.strict=true      | mllp.strict has no effect        | to mllp.",
                "type=pairs fixed.size=2B          | fixed.size has no effect         | to fixed.",
                "type=pairs max-size=3B            | max-size must be between 1B and 2B: 3B | Remove it for the maximum",
                "type=line charset=UTF-16          | charset contradicts the type line | Set it to UTF-8",
                "type=line line.ending=nul line.write=nul charset=UTF-16BE | charset contradicts the type line | UTF-8",
                "type=line charset=IBM1047         | charset contradicts the type line | Set it to UTF-8",
                "type=syslog charset=UTF-32        | charset contradicts the type syslog | Set it to UTF-8",
                "type=mllp charset=UTF-16LE        | charset contradicts the type mllp | Set it to UTF-8",
                "type=stx-etx charset=UTF-16       | charset contradicts the type stx-etx | Set it to UTF-8",
                "type=delimiter delimiter.ends=# charset=UTF-16 | charset contradicts weir.listeners.a.framing.delim | UTF",
                "type=delimiter delimiter.ends=! charset=Shift_JIS delimiter.write=@ | delimiter.write | UTF-8",
                "type=delimiter delimiter.ends=\u00e9 charset=US-ASCII | ends[0] has a character that US-ASCII | escapes",
                "type=length charset=ISO-2022-CN   | charset can only be decoded      | Set it to UTF-8",
            })
    void namesKeyValueAndRemedy(String settings, String problem, String remedy) {
        assertRefused("echo", problem, remedy, settings.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=length charset=UTF-16",
                "type=fixed fixed.size=2B charset=UTF-16",
                "type=syslog syslog.octet-counting=required charset=UTF-16",
                "type=mllp charset=IBM1047",
                "type=line charset=Shift_JIS",
                "type=delimiter delimiter.ends=# charset=Shift_JIS",
                "type=delimiter delimiter.ends=\u00e9",
                "type=delimiter delimiter.ends=\\xff",
                "type=stx_etx",
            })
    void acceptsACharsetThatLeavesTheMarksAlone(String settings) {
        start("echo", settings.split(" ")).run(context -> assertThat(context).hasNotFailed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"charset=UTF-99", "order=any", "on-error=ignore", "length.zero=drop", "line.ending=crcr"})
    void rejectsAValueThatCannotBeRead(String setting) {
        start("echo", "type=line", setting)
                .run(context -> assertThat(new UnreadableSettingFailureAnalyzer().analyze(context.getStartupFailure()))
                        .extracting(FailureAnalysis::getDescription, FailureAnalysis::getAction)
                        .satisfies(texts -> assertThat(texts.get(0).toString())
                                .startsWith(KEY + setting.replace("=", " cannot be read: ")))
                        .satisfies(texts ->
                                assertThat(texts.get(1).toString()).containsAnyOf("one of ", "name of a charset")));
    }

    @Test
    void rejectsAnUnknownKeyAndShowsTheOthers() {
        start("echo", "type=line", "line.endings=lf")
                .run(context -> assertThat(analyze(new UnknownSettingFailureAnalyzer(), context.getStartupFailure()))
                        .contains(
                                KEY + "line.endings is not a setting: lf",
                                "Below " + KEY + "line there is: ending, write."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chargen | names a built-in handler of streams",
                "daytime | names a built-in handler of streams",
                "streams | names a TcpStreamHandler, which handles bytes",
                "nothing | names no FrameHandler bean",
                "mapper  | names a bean that is no FrameHandler but a",
            })
    void rejectsAHandlerOfStreams(String handler, String problem) {
        start(handler, "type=line")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(InvalidSettingException.class)
                        .hasMessageContaining("weir.listeners.a.handler " + problem)
                        .hasMessageEndingWith(": " + handler));
        assertRefused(handler, "handler ", "FrameHandler bean", "type=line");
    }

    @Test
    void rejectsAHandlerOfFramesWithoutFraming() {
        assertRefused(
                "orders",
                "weir.listeners.a.handler names a FrameHandler, but weir.listeners.a.framing is not set: orders",
                "Set weir.listeners.a.framing.type");
    }

    @Test
    void rejectsTypesWithoutAConversion() {
        String remedy = "Declare a FrameConverter<dev.weir.autoconfigure.FramingBadSettingsTests$Order> bean";
        assertRefused("orders", "receives dev.weir.autoconfigure.FramingBadSettingsTests$Order,", remedy, "type=line");
        assertRefused(
                "replies", "replies with dev.weir.autoconfigure.FramingBadSettingsTests$Order,", remedy, "type=line");
        assertRefused("untyped", "names a FrameHandler without a type of frames", "FrameHandler<T, R>", "type=line");
    }

    @Test
    void needsNoConversionForRepliesThatAreNeverSent() {
        start("silent", "type=line").run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void findsTheConversionOfASubtype() {
        start("replies", "type=line")
                .withBean("orders converter", OrderConverter.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void takesTheMapperOfTheApplication() {
        start("orders", "type=line")
                .withBean("json", JsonMapper.class)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void startsWithoutJackson() {
        runner.withClassLoader(new FilteredClassLoader("tools.jackson"))
                .withPropertyValues(
                        "weir.listeners.a.address=127.0.0.1:0", "weir.listeners.a.handler=echo", KEY + "type=line")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private ApplicationContextRunner start(String handler, String... settings) {
        List<String> all =
                new ArrayList<>(List.of("weir.listeners.a.address=127.0.0.1:0", "weir.listeners.a.handler=" + handler));
        for (String setting : settings) {
            all.add(KEY + setting);
        }
        return runner.withPropertyValues(all.toArray(String[]::new));
    }

    private void assertRefused(String handler, String problem, String remedy, String... settings) {
        start(handler, settings)
                .run(context -> assertThat(analyze(new InvalidSettingFailureAnalyzer(), context.getStartupFailure()))
                        .contains("weir.listeners.a.", problem, remedy));
    }

    private static String analyze(FailureAnalyzer analyzer, Throwable failure) {
        FailureAnalysis analysis = analyzer.analyze(failure);
        assertThat(analysis).as("analysis of " + failure).isNotNull();
        return analysis.getDescription() + "\n" + analysis.getAction();
    }

    record Order(int id) {}

    /** Of a type above {@link Order}. */
    static final class OrderConverter implements FrameConverter<Record> {

        @Override
        public Record read(ByteBuffer payload) {
            return new Order(payload.remaining());
        }

        @Override
        public ByteBuffer write(Record value) {
            return ByteBuffer.allocate(0);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        FrameHandler<Order, String> orders() {
            return (order, _) -> order.toString();
        }

        @Bean
        FrameHandler<String, Order> replies() {
            return (_, _) -> null;
        }

        @Bean
        FrameHandler<String, Void> silent() {
            return (_, _) -> null;
        }

        @Bean
        FrameHandler<?, ?> untyped() {
            return (_, _) -> null;
        }

        @Bean
        TcpStreamHandler streams() {
            return stream -> stream.transferTo(stream);
        }

        @Bean
        EchoedFramesTests.Pairs pairs() {
            return new EchoedFramesTests.Pairs();
        }

        @Bean
        String mapper() {
            return "no handler";
        }
    }
}
