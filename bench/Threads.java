/** Work beside the client's own, which ends with the process. */
final class Threads {
    private Threads() {}

    interface Task {
        void run() throws Exception;
    }

    static Thread daemon(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception ended) {
                // a connection or a run that is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
