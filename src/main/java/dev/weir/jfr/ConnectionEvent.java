package dev.weir.jfr;

import dev.weir.observe.ConnectionInfo;
import dev.weir.stream.StreamAddress;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** The fields that all events have. {@link EventTypes} registers them. */
@Category("Weir")
@Registered(false)
@StackTrace(false)
abstract class ConnectionEvent extends Event {

    @Label("Listener")
    String listener = "";

    @Label("Stream")
    @Description("The stream's id, as in the access log")
    long id;

    @Label("Remote Address")
    String remoteAddress = "";

    final void describe(ConnectionInfo info) {
        listener = info.listener();
        id = info.id();
        remoteAddress = StreamAddress.format(info.remoteAddress());
    }
}
