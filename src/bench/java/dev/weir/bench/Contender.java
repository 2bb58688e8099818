package dev.weir.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A server that can be started.
 *
 * @param name as on the command line
 * @param description for the report
 * @param commands by protocol; {@code {port}} and {@code {management}} stand for ports that are free, {@code
 *     {target}} for the one to forward to
 * @param isJvm whether it can be asked for its heap
 * @param hasManagement whether it answers /actuator on the management port
 * @param isScraped whether it is scraped each second while it is measured
 */
record Contender(
        String name,
        String description,
        Map<Protocol, List<String>> commands,
        boolean isJvm,
        boolean hasManagement,
        boolean isScraped) {

    boolean speaks(Protocol protocol) {
        return commands.containsKey(protocol);
    }

    /** The same as another one, after a change of its commands. */
    Contender changed(String newName, String newDescription, Function<List<String>, List<String>> change) {
        var changed = new EnumMap<Protocol, List<String>>(Protocol.class);
        commands.forEach((protocol, command) -> changed.put(protocol, change.apply(command)));
        return new Contender(newName, newDescription, changed, isJvm, hasManagement, isScraped);
    }

    Contender scraped() {
        return new Contender(name, description + ", scraped each second", commands, isJvm, hasManagement, true);
    }

    /** The same with more flags for the JVM; whatever is no JVM stays as it is. */
    Contender withJvmFlags(List<String> flags) {
        return isJvm && !flags.isEmpty() ? changed(name, description, command -> afterJava(command, flags)) : this;
    }

    static List<String> afterJava(List<String> command, List<String> flags) {
        return Stream.of(command.subList(0, 1), flags, command.subList(1, command.size()))
                .flatMap(List::stream)
                .toList();
    }

    static List<String> withArguments(List<String> command, List<String> arguments) {
        var longer = new ArrayList<>(command);
        longer.addAll(arguments);
        return longer;
    }
}
