package dev.weir.jfr;

import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;

@Name("dev.weir.HandlerError")
@Label("TCP Handler Error")
@Description("A handler has thrown an exception")
final class HandlerErrorEvent extends ConnectionEvent {

    @Label("Handler")
    String handler = "";

    @Label("Error")
    String error = "";
}
