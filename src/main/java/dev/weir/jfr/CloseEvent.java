package dev.weir.jfr;

import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

@Name("dev.weir.Close")
@Label("TCP Close")
@Description("A connection has ended")
final class CloseEvent extends ConnectionEvent {

    @Label("Cause")
    String cause = "";

    @Label("Age")
    @Timespan(Timespan.NANOSECONDS)
    long age;

    @Label("Bytes Read")
    @DataAmount
    long bytesRead;

    @Label("Bytes Written")
    @DataAmount
    long bytesWritten;
}
