package dev.weir.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.observe.UpstreamObserver;
import dev.weir.observe.UpstreamOwner;
import dev.weir.stream.StreamAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nothing connects here: a choice adds to the load of a target. */
class SelectionTests {

    private static final int MANY = 3000;

    private final List<Target> targets = targets(3);
    private final Target first = targets.getFirst();
    private final Target second = targets.get(1);
    private final Target third = targets.getLast();

    private static List<Target> targets(int count) {
        List<StreamAddress> addresses = IntStream.range(0, count)
                .mapToObj(i -> StreamAddress.parse("192.0.2.1:" + (7001 + i)))
                .toList();
        return new TargetGroup(
                        UpstreamOwner.client("test"),
                        UpstreamOptions.of(addresses),
                        UpstreamObserver.NONE,
                        NameLookup.SYSTEM)
                .targets();
    }

    private Selection by(Balance balance) {
        return new Selection(balance, targets);
    }

    private static Origin client(int number) {
        return client("10.1.%d.%d".formatted(number / 256, number % 256));
    }

    private static Origin client(String address) {
        return new Origin(
                new InetSocketAddress(InetAddress.ofLiteral(address), 40_000),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
                Optional.empty(),
                Optional.empty());
    }

    private static Map<Target, Integer> counts(Selection selection, List<Target> candidates, int times) {
        var counts = new HashMap<Target, Integer>();
        for (int i = 0; i < times; i++) {
            counts.merge(selection.choose(candidates, client(i)), 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void roundRobinTakesOneAfterTheOther() {
        Selection selection = by(Balance.ROUND_ROBIN);
        for (int i = 0; i < 3; i++) {
            assertThat(selection.choose(targets, null)).isEqualTo(first);
            assertThat(selection.choose(targets, null)).isEqualTo(second);
            assertThat(selection.choose(targets, null)).isEqualTo(third);
        }
    }

    @Test
    void roundRobinSharesEvenlyWithoutTheTargetsThatAreDown() {
        assertThat(counts(by(Balance.ROUND_ROBIN), List.of(second, third), 1000))
                .isEqualTo(Map.of(second, 500, third, 500));
    }

    /** With a counter modulo the candidates, the target after the failing one would take over most of its connections. */
    @Test
    void roundRobinSharesTheSecondAttemptsEvenlyToo() {
        Selection selection = by(Balance.ROUND_ROBIN);
        var counts = new HashMap<Target, Integer>();
        for (int i = 0; i < 1000; i++) {
            Target target = selection.choose(targets, null);
            counts.merge(
                    target.equals(first) ? selection.choose(List.of(second, third), null) : target, 1, Integer::sum);
        }
        assertThat(counts).isEqualTo(Map.of(second, 500, third, 500));
    }

    @Test
    void firstTakesAnotherOnlyWhileTheFirstIsDown() {
        assertThat(counts(by(Balance.FIRST), targets, 100)).isEqualTo(Map.of(first, 100));
        assertThat(counts(by(Balance.FIRST), List.of(second, third), 100)).isEqualTo(Map.of(second, 100));
    }

    /** The standard deviation is 26: six of them are exceeded once in 500 million runs. */
    @Test
    void randomSharesEvenly() {
        assertThat(counts(by(Balance.RANDOM), targets, MANY).values())
                .hasSize(3)
                .allSatisfy(count -> assertThat(count).isBetween(MANY / 3 - 156, MANY / 3 + 156));
    }

    @Test
    void leastConnectionsFillsUpTheTargetsThatHaveFewer() {
        IntStream.range(0, 10).forEach(_ -> first.addLoad());
        IntStream.range(0, 4).forEach(_ -> second.addLoad());

        assertThat(counts(by(Balance.LEAST_CONNECTIONS), targets, 13)).isEqualTo(Map.of(second, 5, third, 8));
        assertThat(List.of(first.load(), second.load(), third.load())).containsExactly(10, 9, 8);
    }

    @Test
    void leastConnectionsTakesIdleTargetsInTurn() {
        assertThat(counts(by(Balance.LEAST_CONNECTIONS), targets, 3)).hasSize(3);
    }

    /** A choice that does not count the ones of other threads sends them all to the same target. */
    @Test
    void leastConnectionsIsExactWithManyThreads() throws Exception {
        Selection selection = by(Balance.LEAST_CONNECTIONS);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var choices = new ArrayList<Callable<Target>>();
            IntStream.range(0, MANY).forEach(_ -> choices.add(() -> selection.choose(targets, null)));
            executor.invokeAll(choices);
        }
        assertThat(targets).extracting(Target::load).containsOnly(MANY / 3);
    }

    @ParameterizedTest
    @EnumSource
    void aSingleTargetIsAlwaysChosen(Balance balance) {
        assertThat(counts(by(balance), List.of(second), 10)).isEqualTo(Map.of(second, 10));
    }

    @Test
    void sourceHashKeepsAClientToATarget() {
        Selection selection = by(Balance.SOURCE_HASH);
        for (String address : List.of("10.0.0.1", "192.0.2.200", "2001:db8::1")) {
            Target target = selection.choose(targets, client(address));
            assertThat(counts(selection, targets, 50)).hasSize(3);
            assertThat(selection.choose(targets, client(address))).isEqualTo(target);
            assertThat(new Selection(Balance.SOURCE_HASH, targets(3)).choose(targets, client(address)))
                    .as("after a restart")
                    .isEqualTo(target);
        }
    }

    @Test
    void sourceHashSpreadsNeighboursEvenly() {
        assertThat(counts(by(Balance.SOURCE_HASH), targets, MANY).values())
                .hasSize(3)
                .allSatisfy(count -> assertThat(count).isBetween(MANY / 3 - 156, MANY / 3 + 156));
    }

    @Test
    void sourceHashMovesOnlyTheClientsOfALostTargetAndSpreadsThem() {
        Selection selection = by(Balance.SOURCE_HASH);
        List<Target> left = List.of(first, third);
        var moved = new HashMap<Target, Integer>();
        for (int i = 0; i < MANY; i++) {
            Target before = selection.choose(targets, client(i));
            Target after = selection.choose(left, client(i));
            if (before.equals(second)) {
                moved.merge(after, 1, Integer::sum);
            } else {
                assertThat(after).isEqualTo(before);
            }
        }
        assertThat(moved.values())
                .hasSize(2)
                .allSatisfy(count -> assertThat(count).isBetween(MANY / 6 - 120, MANY / 6 + 120));
    }

    @Test
    void sourceHashTakesTurnsForClientsWithoutAnIpAddress() {
        Selection selection = by(Balance.SOURCE_HASH);
        var unix = new Origin(
                UnixDomainSocketAddress.of("client"),
                UnixDomainSocketAddress.of("server"),
                Optional.empty(),
                Optional.empty());
        assertThat(List.of(
                        selection.choose(targets, unix),
                        selection.choose(targets, null),
                        selection.choose(targets, unix)))
                .containsExactly(first, second, third);
    }
}
