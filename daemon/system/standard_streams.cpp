#include "system/standard_streams.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace nameward {

void claim_standard_streams() {
    // open() takes the lowest free number: the one that was found missing.
    for (const auto& [number, access] :
         {std::pair{STDIN_FILENO, O_WRONLY}, {STDOUT_FILENO, O_RDONLY}, {STDERR_FILENO, O_WRONLY}})
        if (fcntl(number, F_GETFD) == -1 && errno == EBADF) (void)open("/dev/null", access);
}

bool stdout_has_no_reader() {
    pollfd out{STDOUT_FILENO, POLLOUT, 0};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

}  // namespace nameward
