package dev.weir.production;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameError;
import dev.weir.observe.AcquireOutcome;
import dev.weir.observe.CloseCause;
import dev.weir.observe.ConnectOutcome;
import dev.weir.observe.IoFailure;
import dev.weir.observe.Labelled;
import dev.weir.observe.RejectReason;
import dev.weir.observe.RequestOutcome;
import dev.weir.observe.TargetState;
import dev.weir.tls.TlsFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page for operators explains every word that metrics and the access log may show. */
class OperatorsPageTests {

    static Stream<String> words() {
        return Stream.of(
                        Stream.<Labelled[]>of(
                                        CloseCause.values(),
                                        RejectReason.values(),
                                        IoFailure.values(),
                                        ConnectOutcome.values(),
                                        TargetState.values(),
                                        AcquireOutcome.values(),
                                        RequestOutcome.values())
                                .flatMap(Arrays::stream)
                                .map(Labelled::label),
                        Arrays.stream(FrameError.values())
                                .map(error -> error.name().toLowerCase(Locale.ROOT)),
                        Arrays.stream(TlsFailure.values()).map(TlsFailure::label))
                .flatMap(Function.identity());
    }

    @ParameterizedTest
    @MethodSource("words")
    void explains(String word) throws IOException {
        assertThat(Files.readString(Path.of("docs/production.md"), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.startsWith("| `")))
                .anyMatch(row -> row.substring(0, row.indexOf('|', 1)).contains("`" + word + "`"));
    }
}
