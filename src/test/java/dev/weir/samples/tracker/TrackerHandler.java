package dev.weir.samples.tracker;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import dev.weir.stream.ProtocolViolationException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes the positions of GPS trackers and confirms them. A connection may carry several trackers. */
@Component("trackers")
final class TrackerHandler implements FrameHandler<String, String> {

    private final Fleet fleet;
    private final TrackerCommands commands;

    TrackerHandler(Fleet fleet, TrackerCommands commands) {
        this.fleet = fleet;
        this.commands = commands;
    }

    @Override
    public @Nullable String handle(String frame, FrameSession session) throws IOException {
        H02Message message = H02Message.parse(frame);
        if (!fleet.contains(message.tracker())) {
            throw new ProtocolViolationException("a tracker that is not of the fleet");
        }
        commands.reachedBy(message, session);
        return switch (message.type()) {
            case "V1" -> confirm(message);
            case "HTBT" -> frame;
            default -> null; // such as V4, which confirms a command
        };
    }

    private String confirm(H02Message message) throws IOException {
        Position position = message.position();
        fleet.add(position);
        return message.reply("V4", "V1", TrackerCommands.timestamp(position.time()));
    }
}
