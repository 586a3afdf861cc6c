/* jobs.c: the routes. */
#include "app/jobs/inner.h"

int job_number_fault(struct str number)
{
    switch (resident_check(number, NULL)) {
    case ID_FINE: return 0;
    case ID_LENGTH: return T_job_err_number_length;
    case ID_LETTER: return T_job_err_number_letter;
    case ID_DATE: return T_job_err_number_date;
    default: return T_job_err_number_check;
    }
}
