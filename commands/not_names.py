"""Words that name no child or family where they stand next to "child", "mum" or "family".

Places are the authorities in England that have children's services, by the words of their names
that are no other word's; a council's own smaller places are not here, and so may be asked about.
"""

_SMALL_WORDS = """
a after again against all already also although am among an another any anyone are at be been before
being between both can client clients colleague could did do does during each every everybody
everyone few first five four friend friends had has have having he here how however i in into is it
its itself just last many may me might more most must my neither never next nine no nobody none nor
not now off on once one only onto other others our out over partner person please second seven
several shall she should since six so some somebody somehow someone still such ten than thank thanks
then there these they third this those though three through today tomorrow tonight twelve two under
unless until up us use victim was we were what where whereas whether which who whom whose why will
within without would yes yesterday yet you your
"""

_TIMES = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec
monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
spring summer autumn winter christmas easter ramadan eid diwali half term day week weekend month
quarter year date dates weekly monthly quarterly annual
"""

_SERVICE = """
absent abuse access accommodation act action actions activities adolescent adolescents adoption
adoptive adult adults advice advisory advocacy advocate advocates agencies agency alcohol allocated
allocation alternative ambassadors amber analysis appeal appendix approach arrangements assessed
assessments assistant association asylum attendance attended audit audited auditor auditors audits
authorities authority award bank barnardo befriending behaviour benefits best better bill board book
borough box breaks bright budget cabinet cafcass calendar camhs campaign cancelled care caseload
cases central chair chairs champion champions charter chief city civil clinic coaching college
commissioner commissioning committee community complaint complaints completed conference conferences
connected consent consultation contacts coram corporate council councillor counselling county
covenant covid criminal custody data deaf death deceased decision declined delay delays deputy
development digital direct director directors disability disabled disorder district domestic door
draft drop drug drugs duty early eclipse ecomap education emergency emotional engagement equality
event evidence exclusion executive expectant experience experiences exploitation extended feedback
feelings figures files final finance fixed flow focus focused form forms forum forward fostered
fostering foundation framework friendly front full future gangs gateway genogram good government
grant green guardian guidance handbook harm head heads health hearing helpline homelessness hospital
hospitals house housing identity immediate impact improvement improving inadequate inclusion
independent index information initial inspection inspector inspectors integrated internal internet
intervention interventions interview interviews investment involved issues joint journey judge
judgement justice key kinship kooth language law lead leaders leads leaflet learning leavers leaving
legal letter letters liaison library life lines link links liquidlogic list lived living local log
lone looked manager managers mapping mash matters mediation meeting meetings member members mental
mentor mentoring mentors midwife midwives minister minutes missing misuse modern mosaic moved multi
national needs neglect new nil nspcc nurse nursery nurses nurture obesity officer officers ofsted
online open order orders outcome outcomes outreach outstanding overview pack panel panels parental
parenting participation partners partnership partnerships pathway pathways peer performance
permanence personal phase physical pilot placed planning play pod pods police policy poor positive
post poverty practice practitioner practitioners pre pregnancy premium prevention principal priority
private procedure procedures proceedings professional professionals profile programme programmes
progress project projects protection protocol psychology public qam quality questionnaire re reading
recording recovery recruitment red referral referrals refugee refused regional register registered
registration relationships report reports representative representatives request residential respite
respondents response restorative retention return reunification reviewing rights risk risks role
roles room safe safeguarding safer safety sample scheme schools screening secure seeking seen self
senior serious session sessions sexual short signs single sleep social solutions south special
specialist speech sport spots staff start state statement statutory steering step story strategic
strategies strategy strengthening stronger structure substance summary supervision supported
supporting sure survey surveys system systemic systems targeted task teacher teachers teenage
template therapeutic therapies therapist therapy threshold timeline times together tongue toolkit
tracker tracking trafficking training transition transitions trauma travel tree troubled trust
unaccompanied unit unknown update updates view views violence virtual visiting visitor visitors
voice voices vulnerable wellbeing whole wider wishes work workforce workshop workshops young youth
zone
"""

_PLACES = """
barking barnet barnsley bath bedford bedfordshire berkshire bexley birmingham blackburn blackpool
bolton bournemouth bracknell bradford brent brighton bristol britain british bromley buckinghamshire
bury calderdale cambridgeshire camden cheshire cleveland cornwall coventry croydon cumberland
cumbria dagenham darlington derby derbyshire devon doncaster dorset dudley durham ealing east
enfield england english essex fulham gateshead gloucestershire greenwich hackney halton hamlets
hammersmith hampshire haringey harrow hartlepool havering herefordshire hertfordshire hillingdon
hounslow hove hull ireland irish islington kensington kent kingston kirklees knowsley lambeth
lancashire leeds leicester leicestershire lewisham lincolnshire liverpool london luton manchester
medway merton middlesbrough newcastle newham norfolk north northamptonshire northumberland
nottingham nottinghamshire oldham oxfordshire peterborough plymouth poole portsmouth redbridge
redcar richmond rochdale rotherham rutland salford sandwell scotland scottish sefton sheffield
shropshire slough solihull somerset southampton southend southwark staffordshire stockport stockton
stoke suffolk sunderland surrey sussex sutton swindon tameside telford thurrock torbay trafford
wakefield wales walsall waltham wandsworth warrington warwickshire welsh west westminster
westmorland wigan wight wiltshire windsor wirral wokingham wolverhampton worcestershire wrekin york
yorkshire
"""

_PEOPLES = """
afghan african albanian american arab arabic asian bangladeshi black bulgarian caribbean chinese
christian czech dutch eritrean ethiopian european french german ghanaian gypsy hindu hungarian
indian iranian iraqi italian jamaican jewish kurdish latvian lithuanian muslim nigerian pakistani
polish portuguese roma romanian russian sikh slovak somali spanish sudanese syrian tamil traveller
turkish ukrainian urdu vietnamese white
"""

_LETTERS = """
ad am ap bn bsl cc cce ce ch cin cl cla cm cme co cp cpd cqc cse ct da dcs dfe dh dna dob docx dv
eda eh ehc ehcp ehm ep epo eu ey fc fe fgc fgm fh fjr fm fnp fs ft gdpr gp hcp he hmcts ho hos hr hv
ids ir iro isa isp it la lac lado lcs lgbt lo ltp mfh mh mst nai nhs ni nvr ok ot pa pc pdf pep pf
plo pm po ppe ppo pr ps pshe psw qa qam rag rhi ro sc sdq sen send sf sgo sl sm sso st sw ta tm tv
uasc uc uk upn us xlsx yjs yos yot
"""

NOT_NAMES = frozenset(f"{_SMALL_WORDS} {_TIMES} {_SERVICE} {_PLACES} {_PEOPLES} {_LETTERS}".split())
