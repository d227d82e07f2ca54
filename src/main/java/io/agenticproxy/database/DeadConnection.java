package io.agenticproxy.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;

/**
 * Which connections the pool must not hand out again, beside those that it knows itself: to an H2 database that has closed
 * itself, as it does when its disk fails, so that the next one opens the file anew; and a server's session that takes no
 * writes, which lasts as long as the session, though a new one may take them.
 */
final class DeadConnection implements SQLExceptionOverride {
    private static final Set<Integer> DEAD = Set.of(
            ErrorCode.DATABASE_IS_CLOSED,
            ErrorCode.DATABASE_CALLED_AT_SHUTDOWN,
            ErrorCode.CONNECTION_BROKEN_1,
            ErrorCode.OBJECT_CLOSED,
            ErrorCode.IO_EXCEPTION_1,
            ErrorCode.IO_EXCEPTION_2);
    private static final String READ_ONLY_TRANSACTION = "25006";

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failed) {
        return DEAD.contains(failed.getErrorCode()) || READ_ONLY_TRANSACTION.equals(failed.getSQLState())
                ? Override.MUST_EVICT
                : Override.CONTINUE_EVICT;
    }
}
