package io.agenticproxy.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;

/**
 * A connection to an H2 database that has closed itself, as it does when its disk fails, is dead for good: the pool
 * must not hand it out again, so that the next one opens the file anew. The pool knows the states of servers only.
 */
final class ClosedDatabase implements SQLExceptionOverride {
    private static final Set<Integer> DEAD = Set.of(
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.CONNECTION_BROKEN_1,
            ErrorCode.OBJECT_CLOSED,
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2);

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failed) {
        return DEAD.contains(failed.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
